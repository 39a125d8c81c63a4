using System.Security.Cryptography;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Verification;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cases.Auditing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Log;

/// <summary>
/// Decides in which order waiting entries enter the log, by the rules of whoever verifies it offline: every entry is held to the newest policy and
/// roster before it. What waits when the root's documents come was signed under those before them, so it enters first; then the policy, the
/// roster, and what was signed under these. The same where a member is locked out: what they had saved before enters before it.
/// </summary>
internal sealed class Admission(Authority authority, RandomNumberGenerator random)
{
    /// <summary>The types of entries that the root signs.</summary>
    public static readonly string[] OfTheRoot = [PolicyDocument.Kind, RosterDocument.Kind];

    /// <summary>The types of entries that change who may sign, in the order in which they enter.</summary>
    public static readonly string[] Deciding = [.. OfTheRoot, "lockout/v1"];

    /// <summary>Who must cosign, by the newest policy that entered.</summary>
    public WitnessPolicy WitnessPolicy => authority.WitnessPolicy;

    /// <summary>The types of entries that <see cref="Authority"/> remembers something of: those, lockdowns, lifts.</summary>
    public static readonly string[] Remembered = [.. Deciding, "lockdown/v1", "lift/v1"];

    /// <summary>The lockdowns that the log holds.</summary>
    public LockdownHistory Lockdowns => authority.Lockdowns;

    /// <summary>The lockdowns that still close something.</summary>
    public IReadOnlyList<Lockdown> InForce => [.. authority.InForce];

    /// <summary>Whether a member keeps another locked out.</summary>
    public bool HoldsAnotherOut(LogId member) => authority.HoldsAnotherOut(member);

    /// <summary>Whether a member is locked out by what the log holds.</summary>
    public bool IsLockedOut(LogId member) => authority.IsLockedOut(member);

    /// <summary>Sorts what waits. What enters changes what the next call goes by, so all of it must be appended.</summary>
    /// <param name="deciding">Those that change who may sign.</param>
    /// <param name="others">Everything else that waits, when there are such.</param>
    /// <returns>What enters, in its order, and what may not.</returns>
    public (IReadOnlyList<OutboxEntry> Entering, IReadOnlyList<OutboxEntry> Refused) Sort(IEnumerable<OutboxEntry> deciding, IEnumerable<OutboxEntry> others)
    {
        var shuffled = others.ToArray();
        Shuffle(shuffled);
        var before = shuffled.ToLookup(Admits);
        // A roster is checked against the root that the policy names.
        var decided = deciding.OrderBy(entry => Array.IndexOf(Deciding, entry.Type)).ToList().ToLookup(Admits);
        var after = before[false].ToLookup(Admits);
        return ([.. before[true], .. decided[true], .. after[true]], [.. decided[false], .. after[false]]);
    }

    /// <summary>Whether these would enter next, one after the other. Nothing enters.</summary>
    public bool WouldAdmit(IEnumerable<OutboxEntry> entries)
    {
        var trial = authority.Copy();
        return entries.All(entry => Admits(trial, entry));
    }

    private bool Admits(OutboxEntry waiting) => Admits(authority, waiting);

    // Any process may have written the row: only under its own digest does an entry enter once, and only under its own type in its place.
    private static bool Admits(Authority authority, OutboxEntry waiting) =>
        waiting.Digest.AsSpan().SequenceEqual(SHA256.HashData(waiting.Entry))
        && Entry.TryParse(waiting.Entry, out var entry) && entry.Act.Type == waiting.Type && authority.Admit(entry);

    // The order of arrival is nobody's business.
    private void Shuffle(OutboxEntry[] entries)
    {
        Span<byte> bytes = stackalloc byte[8];
        for (int left = entries.Length; left > 1; left--)
        {
            random.GetBytes(bytes);
            int chosen = (int)(BitConverter.ToUInt64(bytes) % (ulong)left);
            (entries[chosen], entries[left - 1]) = (entries[left - 1], entries[chosen]);
        }
    }
}
