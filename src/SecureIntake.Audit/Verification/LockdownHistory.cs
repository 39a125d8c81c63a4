using System.Collections.Immutable;
using SecureIntake.Audit.Events;

namespace SecureIntake.Audit.Verification;

/// <summary>A lockdown that the log holds.</summary>
/// <param name="Leaf">Leaf hash of its entry: what a lift names.</param>
/// <param name="By">Who declared it.</param>
/// <param name="At">When, by what they signed.</param>
/// <param name="Stands">Whether it has not ended.</param>
public sealed record Lockdown(Bytes32 Leaf, LogId By, DateTimeOffset At, bool Stands)
{
    /// <summary>Who has signed that it ends, in the order of the log.</summary>
    public IEnumerable<LogId> LiftedBy => Lifters.Select(lifter => lifter.Who);

    /// <summary>The same with their keys: who got a new one since has not signed.</summary>
    internal ImmutableList<Listed> Lifters { get; init; } = [];
}

/// <summary>
/// All lockdowns up to a place in the log. One ends for good with a lift by a lead of the policy and one by a member who is none, if both are listed at the
/// place of the second: what someone signed who was struck meanwhile does not count. So a lift may come again, from another member.
/// </summary>
public sealed class LockdownHistory
{
    /// <summary>How long a member who declared one must wait to declare another.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(24);

    private LockdownHistory(ImmutableList<Lockdown> all) => All = all;

    /// <summary>Before the first.</summary>
    internal static LockdownHistory None { get; } = new([]);

    /// <summary>Every one, in the order of the log.</summary>
    public ImmutableList<Lockdown> All { get; }

    /// <summary>Those that stand.</summary>
    public IEnumerable<Lockdown> Standing => All.Where(lockdown => lockdown.Stands);

    /// <summary>Whether a member may declare one at this time.</summary>
    public bool MayDeclare(LogId member, DateTimeOffset at) => !All.Exists(earlier => earlier.By == member && at - earlier.At < Rest);

    /// <summary>The lockdown of a leaf; null when the log holds none.</summary>
    public Lockdown? Find(Bytes32 leaf) => All.Find(lockdown => lockdown.Leaf == leaf);

    /// <summary>With one more; null when its signer declared another a day before, or less.</summary>
    internal LockdownHistory? With(LockdownDeclared act, Bytes32 leaf) =>
        MayDeclare(act.Stamp.By, act.Stamp.At) ? new(All.Add(new Lockdown(leaf, act.Stamp.By, act.Stamp.At, Stands: true))) : null;

    /// <summary>With one more lift; null when there is no such lockdown, or its signer has lifted it before.</summary>
    /// <param name="act">The lift.</param>
    /// <param name="key">Its key.</param>
    /// <param name="isLead">Whether a member is a lead at this place; null for whoever is no member.</param>
    internal LockdownHistory? With(LiftSigned act, Bytes32 key, Func<Listed, bool?> isLead)
    {
        var signer = new Listed(act.Stamp.By, key);
        if (Find(act.Lockdown) is not { } lockdown || lockdown.Lifters.Contains(signer)) return null;
        var lifters = lockdown.Lifters.Add(signer);
        var stands = lockdown.Stands && !(lifters.Exists(member => isLead(member) == true) && lifters.Exists(member => isLead(member) == false));
        return new(All.Replace(lockdown, lockdown with { Lifters = lifters, Stands = stands }));
    }
}
