using System.Globalization;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Gate.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Lockdowns;

/// <summary>
/// Which lockdowns this gate was shown, and who lifted them. Each is a folder; what is known of it are empty files, whose names are on disk before anything
/// is answered. One that a crash left half made stands: only the mark of its end opens the gate.
/// </summary>
internal sealed class Locks
{
    /// <summary>The lock that the gate's operator puts on at its own machine. No message takes it off.</summary>
    public const string ByHand = "by-hand";

    private const string DeclaredMark = "declared";
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

    /// <summary>Whether any stands. Then nothing is given.</summary>
    public bool Stand => Standing().Any();

    /// <summary>What stands.</summary>
    public GateLocks State()
    {
        var standing = Standing().Select(folder => Path.GetFileName(folder)).ToList();
        return new GateLocks(
            [.. standing.Where(name => name != ByHand).Select(name => new Bytes32(Convert.FromHexString(name)))], standing.Contains(ByHand));
    }

    /// <summary>Closes the gate.</summary>
    /// <returns>Why not; null when it is closed, or was by this very entry and may be open again.</returns>
    public GateRefusal? Close(Audit.Bytes32 leaf, OpaqueId by, DateTimeOffset at)
    {
        lock (_one)
        {
            string folder = FolderOf(leaf);
            if (Directory.Exists(folder))
                return null;
            // The log refuses it as well; whoever writes to it in the portal's place might not.
            if (Folders().SelectMany(other => Marks(other, DeclaredMark)).Any(mark => mark[1] == by.ToString() && at.ToUnixTimeSeconds() - Number(mark[2]) < Rest))
                return GateRefusal.LockdownAgain;
            MarkFiles.Put(folder, $"{DeclaredMark}-{by}-{at.ToUnixTimeSeconds()}");
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
            if (!Stands(folder))
                return null;
            MarkFiles.Put(folder, $"{LiftMark}-{by.Id}-{Convert.ToHexStringLower(by.Signer.ToBytes())}");
            // Whoever was struck since, or has another key, does not count.
            var lifters = Marks(folder, LiftMark)
                .Select(mark => OpaqueId.TryParse(mark[1], out var id) && world.Find(id) is { } listed && Convert.ToHexStringLower(listed.Signer.ToBytes()) == mark[2] ? listed : null)
                .OfType<Member>().ToList();
            if (lifters.Exists(Sides.IsLead) && lifters.Exists(Sides.IsOutsideTheCases))
                MarkFiles.Put(folder, EndMark);
            return null;
        }
    }

    private static long Rest => (long)LockdownHistory.Rest.TotalSeconds;

    private string FolderOf(Audit.Bytes32 leaf) => Path.Combine(_folder, Convert.ToHexStringLower(leaf.ToArray()));

    private IEnumerable<string> Folders() => Directory.EnumerateDirectories(_folder);

    private IEnumerable<string> Standing() => Folders().Where(Stands);

    private static bool Stands(string folder) => !File.Exists(Path.Combine(folder, EndMark));

    private static IEnumerable<string[]> Marks(string folder, string kind) => MarkFiles.Of(folder, kind, words: 3);

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
