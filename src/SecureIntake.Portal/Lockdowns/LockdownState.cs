using SecureIntake.Audit;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Gates;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>
/// Whether the portal is locked. By the log: neither a table nor a row decides it. What a gate still holds closed counts as well, so that nothing is offered
/// here that it refuses.
/// </summary>
internal sealed class LockdownState(Sequencer log, GateClients gates)
{
    /// <summary>What stands, in the order of the log. Before a gate was asked, every one counts: it may hold it still.</summary>
    public IReadOnlyList<Lockdown> Standing
    {
        get
        {
            var locks = gates.LastLocks;
            return [.. log.Lockdowns.All.Where(lockdown => lockdown.Stands || locks is null || Holds(locks, lockdown.Leaf))];
        }
    }

    /// <summary>Whether a lockdown keeps a gate closed.</summary>
    public static bool Holds(GateLocks gate, Bytes32 leaf) => gate.Lockdowns.Any(standing => standing.ToString() == leaf.ToString());

    /// <summary>Whether any stands.</summary>
    public bool Stands => Standing.Count > 0;

    /// <summary>
    /// Names the time since the newest lockdown, or the time before the first: a session lasts no longer than the one that it began in. From the log, so no copy
    /// of a database and no restart revives one.
    /// </summary>
    public string Epoch => log.Lockdowns.All.LastOrDefault()?.Leaf.ToString() ?? "";
}

/// <summary>Who has lifted a lockdown, by those whom the root lists now, and who is missing.</summary>
/// <param name="ByLead">Whether a lead has.</param>
/// <param name="ByOther">Whether an administrator or an auditor has.</param>
internal sealed record LiftProgress(bool ByLead, bool ByOther)
{
    /// <summary>How far a lockdown is.</summary>
    public static LiftProgress Of(Lockdown lockdown, SignedWorld? world)
    {
        var lifters = lockdown.LiftedBy.Select(member => MemberId.Parse(member.ToString())).ToList();
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
