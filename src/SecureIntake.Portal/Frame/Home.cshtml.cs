using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Membership;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Frame;

/// <summary>Where a member starts: what waits for them, and who they are to the others.</summary>
[Requires(Capability.OwnAccount)]
internal sealed class HomePage(HomeTasks tasks, Roll roll, CurrentWorld current, LockdownState lockdown) : PageModel
{
    public IReadOnlyList<HomeTask> Tasks { get; private set; } = [];

    /// <summary>The member's own line of the roll; null when the account is gone.</summary>
    public RollLine? Self { get; private set; }

    /// <summary>The pinned root fingerprint; null while its file is missing.</summary>
    public string? RootFingerprint => current.RootFingerprint;

    /// <summary>Whether the reader may lock themselves out: what they sign counts, and they are not the last administrator.</summary>
    public bool MayLockSelfOut { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        // What waits in cases waits until they open again; nor is it told how many there are.
        Tasks = [.. (await tasks.ForAsync(User, cancel)).Where(task => !(lockdown.Stands && task.IsAboutCases))];
        Self = (await roll.MembersAsync(cancel)).SingleOrDefault(line => line.Id == User.Member());
        MayLockSelfOut = Self?.State == MemberState.Signed && await current.GetAsync(cancel) is { } world && !lockdown.IsNeeded(Self.Id, Self.Id, world);
    }
}
