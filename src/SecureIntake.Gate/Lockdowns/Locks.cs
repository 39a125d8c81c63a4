using System.Globalization;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Gate.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Lockdowns;

/// <summary>
/// Which lockdowns this gate was shown, and who lifted them. Each is a folder; what is known of it are empty files, whose names are on disk before anything
/// is answered. One that a crash left half made closes everything until it is shown again, for only the mark of its end opens the gate.
/// </summary>
internal sealed class Locks
{
    /// <summary>The lock that the gate's operator puts on at its own machine. No message takes it off.</summary>
    public const string ByHand = "by-hand";

    private const string DeclaredMark = "declared";
    private const string LockoutMark = "lockout";
    private const string LiftMark = "lift";
    private const string EndMark = "ended";

    private readonly Lock _one = new();
    private readonly string _folder;

    /// <summary>Makes the folder: where another user's command line made it, no lockdown could be kept in it.</summary>
    public Locks(IOptions<GateOptions> options)
    {
        _folder = FolderIn(options.Value.Folder);
        Durable.CreateFolder(_folder);
    }

    /// <summary>Where they are kept: below the gate's folder.</summary>
    public static string FolderIn(string gate) => Path.Combine(Path.GetFullPath(gate), "lockdown");

    /// <summary>Whether one stands that closes everything. Then nothing is given.</summary>
    public bool Stand => Standing().Any(folder => !Lockouts(folder).Any());

    /// <summary>Whether one stands against this key of this member. Then they are given nothing.</summary>
    public bool LockOut(Member member) => Standing().SelectMany(Lockouts).Any(mark => mark[3] == member.Id.ToString() && mark[4] == KeyOf(member));

    /// <summary>What stands.</summary>
    public GateLocks State()
    {
        var standing = Standing().ToLookup(folder => Path.GetFileName(folder) == ByHand);
        var one = standing[false].ToLookup(folder => Lockouts(folder).Any(), folder => new Bytes32(Convert.FromHexString(Path.GetFileName(folder))));
        return new GateLocks([.. one[false]], [.. one[true]], standing[true].Any());
    }

    /// <summary>Closes the gate.</summary>
    /// <param name="leaf">Leaf hash of the entry.</param>
    /// <param name="by">Who declared it.</param>
    /// <param name="at">When, by what they signed.</param>
    /// <param name="only">To whom; null to everyone.</param>
    /// <param name="world">What the root signed last.</param>
    /// <returns>Why not; null when it is closed, or was by this very entry and may be open again.</returns>
    public GateRefusal? Close(Audit.Bytes32 leaf, OpaqueId by, DateTimeOffset at, Listed? only, GateWorld world)
    {
        lock (_one)
        {
            string folder = FolderOf(leaf);
            if (Directory.Exists(folder) && Declarations(folder).Any())
                return null;
            if (only is { } whom && !IsListed(whom.Who.ToString(), KeyOf(whom), world))
                return GateRefusal.StatementOther;
            // The log refuses it as well; whoever writes to it in the portal's place might not.
            if (only?.Who.ToString() != by.ToString()
                && (Folders().SelectMany(Declarations).Any(mark => IsSoonAfter(mark, by, at, ofAll: only is null)) || (only is not null && HoldsAnotherOut(by, world))))
                return GateRefusal.LockdownAgain;
            string declared = $"{by}-{at.ToUnixTimeSeconds()}";
            MarkFiles.Put(folder, only is { } locked
                ? $"{LockoutMark}-{declared}-{locked.Who}-{KeyOf(locked)}"
                : $"{DeclaredMark}-{declared}");
            return null;
        }
    }

    /// <summary>Keeps that a member lifts a lockdown; it ends with a lead's lift and an administrator's or auditor's, by who is listed now.</summary>
    /// <returns>Why not; null when it is kept, or was not needed any more.</returns>
    public GateRefusal? Lift(Audit.Bytes32 leaf, Member by, GateWorld world)
    {
        lock (_one)
        {
            string folder = FolderOf(leaf);
            if (!Directory.Exists(folder))
                return GateRefusal.LockdownUnknown;
            if (Stands(folder))
                MarkFiles.Put(folder, $"{LiftMark}-{by.Id}-{KeyOf(by)}");
            // The end of a lockout may make another signature count: until nothing ends any more.
            while (Standing().FirstOrDefault(standing => IsLifted(standing, world)) is { } lifted)
                MarkFiles.Put(lifted, EndMark);
            return null;
        }
    }

    // Whoever was struck or locked out since, or has another key, does not count.
    private bool IsLifted(string folder, GateWorld world)
    {
        var lifters = MarkFiles.Of(folder, LiftMark, words: 3)
            .Select(mark => OpaqueId.TryParse(mark[1], out var id) && world.Find(id) is { } listed && KeyOf(listed) == mark[2] ? listed : null)
            .OfType<Member>().Where(lifter => !LockOut(lifter)).ToList();
        return lifters.Exists(Sides.IsLead) && lifters.Exists(Sides.IsOutsideTheCases);
    }

    private bool HoldsAnotherOut(OpaqueId by, GateWorld world) =>
        Standing().SelectMany(Lockouts).Any(mark => mark[1] == by.ToString() && mark[3] != mark[1] && IsListed(mark[3], mark[4], world));

    private static bool IsListed(string member, string key, GateWorld world) =>
        OpaqueId.TryParse(member, out var id) && world.Find(id) is { } listed && KeyOf(listed) == key;

    private static long Rest => (long)LockdownHistory.Rest.TotalSeconds;

    private string FolderOf(Audit.Bytes32 leaf) => Path.Combine(_folder, Convert.ToHexStringLower(leaf.ToArray()));

    private IEnumerable<string> Folders() => Directory.EnumerateDirectories(_folder);

    private IEnumerable<string> Standing() => Folders().Where(Stands);

    private static bool Stands(string folder) => !File.Exists(Path.Combine(folder, EndMark));

    private static IEnumerable<string[]> Lockouts(string folder) => MarkFiles.Of(folder, LockoutMark, words: 5);

    private static IEnumerable<string[]> Declarations(string folder) => MarkFiles.Of(folder, DeclaredMark, words: 3).Concat(Lockouts(folder));

    // Whom one locks out of their own keeps them from locking out no other.
    private static bool IsSoonAfter(string[] mark, OpaqueId by, DateTimeOffset at, bool ofAll) =>
        mark[1] == by.ToString() && (mark[0] == DeclaredMark) == ofAll && (ofAll || mark[3] != mark[1]) && at.ToUnixTimeSeconds() - Number(mark[2]) < Rest;

    private static string KeyOf(Listed member) => Convert.ToHexStringLower(member.Key.ToArray());

    private static string KeyOf(Member member) => Convert.ToHexStringLower(member.Signer.ToBytes());

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
