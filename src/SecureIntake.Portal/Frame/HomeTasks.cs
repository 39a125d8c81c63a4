using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Custody;
using SecureIntake.Portal.DeskKeys;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Membership;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using Member = SecureIntake.Cases.Staff.Member;

namespace SecureIntake.Portal.Frame;

/// <summary>Something that waits for a member.</summary>
/// <param name="Text">What waits, in a sentence.</param>
/// <param name="Href">Where it is done; null where only waiting helps.</param>
/// <param name="IsUrgent">Whether others cannot work until it is done.</param>
/// <param name="IsAboutCases">Whether it tells something about cases: then it is not told while a lockdown stands.</param>
internal sealed record HomeTask(string Text, string? Href, bool IsUrgent = false, bool IsAboutCases = false);

/// <summary>Finds what waits for a member, the urgent first.</summary>
internal sealed class HomeTasks(
    CasesContext cases, CurrentWorld current, Roll roll, DeskWeeks deskWeeks, CustodyRequests custody, LockdownState lockdown, TimeProvider time)
{
    private const int DaysOfWarning = 14;
    private const int WeeksOfWarning = 4;

    /// <summary>The list; empty when nothing waits.</summary>
    public async Task<IReadOnlyList<HomeTask>> ForAsync(ClaimsPrincipal user, CancellationToken cancel)
    {
        var world = await current.GetAsync(cancel);
        var tasks = new List<HomeTask>();
        if (Capabilities.Allow(user, Capability.ManageMembers, world))
            tasks.AddRange(await OfAdministratorAsync(world, cancel));
        if (world is not null && Capabilities.Allow(user, Capability.PrepareDeskKeys, world))
            tasks.AddRange(await OfLeadAsync(user, world, cancel));
        if (world?.Lists(user.Member(), Role.Verifier) == true && user.Holds(Role.Verifier))
            tasks.AddRange(await OfVerifierAsync(user, cancel));
        if (world is not null && Capabilities.Allow(user, Capability.VetoCustody, world))
            tasks.AddRange(await OfCustodyAsync(user.Member().Text, cancel));
        if (world is not null && Capabilities.Allow(user, Capability.LiftLockdown, world))
            tasks.AddRange(OfLockouts(world));
        return [.. tasks.OrderByDescending(task => task.IsUrgent)];
    }

    private async Task<IEnumerable<HomeTask>> OfAdministratorAsync(SignedWorld? world, CancellationToken cancel)
    {
        var tasks = new List<HomeTask>();
        if (current.RootFingerprint is null)
            tasks.Add(new("The file with the root’s fingerprint is missing on the server.", "/members#root", IsUrgent: true));
        else if (world is null)
            tasks.Add(new("Nothing that the root signed is in force: nobody can submit or read.", "/members#root", IsUrgent: true));
        else if (world.Expires < current.Today.AddDays(DaysOfWarning))
            tasks.Add(new($"What the root signed ends in {world.Expires.DayNumber - current.Today.DayNumber} days.", "/members#root", IsUrgent: true));
        int waiting = (await roll.MembersAsync(cancel)).Count(line => line.State == MemberState.Unsigned);
        if (waiting > 0)
            tasks.Add(new(waiting == 1 ? "One member waits for the root’s signature." : $"{waiting} members wait for the root’s signature.", "/members#root"));
        return tasks;
    }

    private async Task<IEnumerable<HomeTask>> OfLeadAsync(ClaimsPrincipal user, SignedWorld world, CancellationToken cancel)
    {
        var tasks = new List<HomeTask>();
        var weeks = await deskWeeks.ReadAsync(user.Member(), world, cancel);
        int unsigned = weeks.Count(week => week.WaitsForReader);
        if (unsigned > 0)
            tasks.Add(new(unsigned == 1 ? "One desk key waits for your signature." : $"{unsigned} desk keys wait for your signature.", "/desk-keys", IsUrgent: true));
        var soon = current.Today.AddDays(7 * WeeksOfWarning);
        if (weeks.Any(week => week.State == DeskState.Missing && week.Week.Monday < soon))
            tasks.Add(new("Desk keys of the coming weeks are not prepared.", "/desk-keys", IsUrgent: true));
        if (weeks.Any(week => week.IsMadeAnew))
            tasks.Add(new("Desk keys that are not finished were in the hands of someone who is locked out or leads no more: make them anew.", "/desk-keys", IsUrgent: true));
        if (weeks.Any(week => week is { IsMadeAnew: false, CannotOpen.Count: > 0 }))
            tasks.Add(new("A lead has no share of some desk keys and cannot open what arrives in those weeks.", "/desk-keys"));
        int unmoved = await CustodyMoving.WaitingIn(cases).CountAsync(cancel);
        if (unmoved > 0)
            tasks.Add(new(
                unmoved == 1 ? "The source part of one case that was taken still rests under its week’s key: shred no week now."
                : $"The source parts of {unmoved} cases that were taken still rest under their weeks’ keys: shred no week now.",
                Href: null, IsAboutCases: true));
        int desk = await cases.OnTheDesk().CountAsync(cancel);
        if (desk > 0)
            tasks.Add(new(desk == 1 ? "One case is on the desk." : $"{desk} cases are on the desk.", "/cases?show=desk", IsAboutCases: true));
        return tasks;
    }

    private async Task<IEnumerable<HomeTask>> OfCustodyAsync(string member, CancellationToken cancel)
    {
        var standing = await custody.StandingAsync(null, cancel);
        var tasks = standing
            .Where(request => request.IsBy(member) && request.StateAt(time.GetUtcNow()) == CustodyState.Open)
            .Select(request => new HomeTask("Your request for a source has waited: custodians can be asked.", $"/cases/{request.Act.Case}", IsAboutCases: true)).ToList();
        var others = standing.Where(request => !request.IsBy(member) && !request.IsVetoedBy(member)).ToList();
        if (others.Count > 0)
            tasks.Add(new(
                others.Count == 1 ? "Someone asks who a source is. Look whether that is in order." : $"There are {others.Count} requests for sources. Look whether they are in order.",
                "/custody",
                // While a veto comes before anything is given.
                IsUrgent: others.Exists(request => request.StateAt(time.GetUtcNow()) != CustodyState.Open), IsAboutCases: true));
        return tasks;
    }

    private IEnumerable<HomeTask> OfLockouts(SignedWorld world)
    {
        int locked = world.Directory.Members.Count(member => lockdown.IsLockedOut(member.Id.As<Member>()));
        return locked == 0 ? []
            : [new HomeTask(locked == 1 ? "One member is locked out until two lift it, or the root strikes them." : $"{locked} members are locked out until two lift it, or the root strikes them.", "/lockdown")];
    }

    private async Task<IEnumerable<HomeTask>> OfVerifierAsync(ClaimsPrincipal user, CancellationToken cancel)
    {
        int given = await cases.CasesOf(user.Member().Text, SecureIntake.Cases.Grants.GrantPurpose.Verify, time.GetUtcNow()).CountAsync(cancel);
        return given == 0 ? [] : [new HomeTask(given == 1 ? "You were given one case." : $"You were given {given} cases.", "/cases?show=given", IsAboutCases: true)];
    }
}
