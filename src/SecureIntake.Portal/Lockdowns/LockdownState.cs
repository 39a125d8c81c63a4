using SecureIntake.Audit;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Gates;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>
/// Whether the portal is locked, and who is locked out. By the log: neither a table nor a row decides it. What a gate still holds closed counts as well, so that
/// nothing is offered here that it refuses.
/// </summary>
internal sealed class LockdownState(Sequencer log, GateClients gates)
{
    /// <summary>
    /// What stands, of all or of one member whom the root still lists, in the order of the log. Before a gate was asked, every one of all counts: it may hold it still.
    /// </summary>
    public IReadOnlyList<Lockdown> Standing
    {
        get
        {
            var (locks, inForce) = (gates.LastLocks, log.InForce);
            return [.. log.Lockdowns.All.Where(lockdown => inForce.Contains(lockdown) || (locks is null ? lockdown.OfAll : Holds(locks, lockdown)))];
        }
    }

    /// <summary>Those that close everything.</summary>
    public IEnumerable<Lockdown> OfAll => Standing.Where(lockdown => lockdown.OfAll);

    /// <summary>Whether any stands that closes everything.</summary>
    public bool Stands => OfAll.Any();

    /// <summary>Whether a member is locked out.</summary>
    public bool IsLockedOut(MemberId member) => log.IsLockedOut(member.AsLogId());

    /// <summary>
    /// Whether a member is an administrator who must stay: no other is left who is not locked out, or none but whoever would lock them out. Without one nobody could put
    /// in force what the root signs; and whoever has one's key must not become the only one. An administrator opens nothing.
    /// </summary>
    /// <param name="member">Who would be locked out.</param>
    /// <param name="by">By whom.</param>
    /// <param name="world">What the root signed.</param>
    public bool IsNeeded(MemberId member, MemberId by, SignedWorld world) => world.Lists(member, Role.Administrator)
        && !world.Directory.Members.Select(listed => listed.Id.As<SecureIntake.Cases.Staff.Member>())
            .Any(other => other != member && other != by && world.Lists(other, Role.Administrator) && !IsLockedOut(other));

    /// <summary>Whether a lockdown keeps a gate closed to those whom it is meant for.</summary>
    public static bool Holds(GateLocks gate, Lockdown lockdown) =>
        (lockdown.OfAll ? gate.Lockdowns : gate.Lockouts).Any(standing => standing.ToString() == lockdown.Leaf.ToString());

    /// <summary>
    /// Names the time since the newest lockdown that concerns a member, or the time before the first: a session lasts no longer than the one that it began in.
    /// From the log, so no copy of a database and no restart revives one.
    /// </summary>
    public string EpochOf(MemberId member) =>
        log.Lockdowns.All.LastOrDefault(lockdown => lockdown.OfAll || lockdown.Only!.Value.Who == member.AsLogId())?.Leaf.ToString() ?? "";

    /// <summary>Who of those whom the root lists now, and who are not locked out, has lifted it.</summary>
    public LiftProgress ProgressOf(Lockdown lockdown, SignedWorld? world) =>
        LiftProgress.Of(lockdown.LiftedBy.Select(member => MemberId.Parse(member.ToString())).Where(member => !IsLockedOut(member)), world);
}

/// <summary>Who has lifted a lockdown, and who is missing.</summary>
/// <param name="ByLead">Whether a lead has.</param>
/// <param name="ByOther">Whether an administrator or an auditor has.</param>
internal sealed record LiftProgress(bool ByLead, bool ByOther)
{
    /// <summary>How far these have lifted it.</summary>
    public static LiftProgress Of(IEnumerable<MemberId> who, SignedWorld? world)
    {
        var lifters = who.ToList();
        return new(lifters.Exists(member => IsLead(member, world)), lifters.Exists(member => IsOther(member, world)));
    }

    /// <summary>How many of two.</summary>
    public int Count => (ByLead ? 1 : 0) + (ByOther ? 1 : 0);

    /// <summary>Whether this member's lift is one that is missing.</summary>
    public bool WaitsFor(MemberId member, SignedWorld? world) => (!ByLead && IsLead(member, world)) || (!ByOther && IsOther(member, world));

    private static bool IsLead(MemberId member, SignedWorld? world) => world?.Lists(member, Role.Lead) == true;

    private static bool IsOther(MemberId member, SignedWorld? world) =>
        !IsLead(member, world) && (world?.Lists(member, Role.Administrator) == true || world?.Lists(member, Role.Auditor) == true);
}
