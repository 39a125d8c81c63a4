using System.Collections.Immutable;
using SecureIntake.Audit.Events;

namespace SecureIntake.Audit.Verification;

/// <summary>A lockdown that the log holds: of everything, or of everything to one member.</summary>
/// <param name="Leaf">Leaf hash of its entry: what a lift names.</param>
/// <param name="By">Who declared it.</param>
/// <param name="At">When, by what they signed.</param>
/// <param name="Only">Whom it locks out, by one key; null when it closes everything.</param>
/// <param name="Stands">Whether it has not ended.</param>
public sealed record Lockdown(Bytes32 Leaf, LogId By, DateTimeOffset At, Listed? Only, bool Stands)
{
    /// <summary>Whether it closes everything.</summary>
    public bool OfAll => Only is null;

    /// <summary>Who has signed that it ends, in the order of the log.</summary>
    public IEnumerable<LogId> LiftedBy => Lifters.Select(lifter => lifter.Who);

    /// <summary>The same with their keys: who got a new one since has not signed.</summary>
    internal ImmutableList<Listed> Lifters { get; init; } = [];
}

/// <summary>
/// All lockdowns up to a place in the log. One ends for good at the first place at which a lead of the policy and a member who is none have lifted it, both listed and
/// not locked out there: what someone signed who was struck meanwhile does not count. So a lift may come again, from another member.
/// </summary>
public sealed class LockdownHistory
{
    /// <summary>How long a member who locked everything must wait to do it again, and one who locked another out to lock a next one out.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(24);

    private LockdownHistory(ImmutableList<Lockdown> all) => All = all;

    /// <summary>Before the first.</summary>
    internal static LockdownHistory None { get; } = new([]);

    /// <summary>Every one, in the order of the log.</summary>
    public ImmutableList<Lockdown> All { get; }

    /// <summary>Those that stand.</summary>
    public IEnumerable<Lockdown> Standing => All.Where(lockdown => lockdown.Stands);

    /// <summary>Whether a member may lock everything, or out whom <paramref name="only"/> names, at this time. Themselves they always may.</summary>
    public bool MayDeclare(LogId member, DateTimeOffset at, Listed? only) => only?.Who == member
        || !OthersBy(member).Any(earlier => earlier.OfAll == only is null && at - earlier.At < Rest);

    /// <summary>What a member declared, but for lockouts of themselves.</summary>
    internal IEnumerable<Lockdown> OthersBy(LogId member) => All.Where(lockdown => lockdown.By == member && lockdown.Only?.Who != member);

    /// <summary>Whether a lockdown stands against this key of this member.</summary>
    public bool LocksOut(Listed member) => All.Exists(lockdown => lockdown.Stands && lockdown.Only == member);

    /// <summary>The lockdown of a leaf; null when the log holds none.</summary>
    public Lockdown? Find(Bytes32 leaf) => All.Find(lockdown => lockdown.Leaf == leaf);

    /// <summary>With one more; null when its signer declared another such a day before, or less.</summary>
    internal LockdownHistory? With(Closing act, Bytes32 leaf) => MayDeclare(act.Stamp.By, act.Stamp.At, act.Only)
        ? new(All.Add(new Lockdown(leaf, act.Stamp.By, act.Stamp.At, act.Only, Stands: true))) : null;

    /// <summary>With one more lift; null when there is no such lockdown, or its signer has lifted it before.</summary>
    internal LockdownHistory? With(LiftSigned act, Bytes32 key)
    {
        var signer = new Listed(act.Stamp.By, key);
        return Find(act.Lockdown) is { } lockdown && !lockdown.Lifters.Contains(signer)
            ? new(All.Replace(lockdown, lockdown with { Lifters = lockdown.Lifters.Add(signer) })) : null;
    }

    /// <summary>With the first one ended that has been lifted by two who count; null when there is none.</summary>
    /// <param name="isLead">Whether a member is a lead at this place; null for whoever is no member, or locked out.</param>
    internal LockdownHistory? WithNextEnded(Func<Listed, bool?> isLead) =>
        All.Find(lockdown => lockdown.Stands && lockdown.Lifters.Exists(member => isLead(member) == true) && lockdown.Lifters.Exists(member => isLead(member) == false))
            is { } lifted ? new(All.Replace(lifted, lifted with { Stands = false })) : null;
}
