using System.Text.Json;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>The desk keys of this week and the next eight, and of the weeks before whose keys still open something.</summary>
[Requires(Capability.PrepareDeskKeys)]
internal sealed class DeskKeysPage(DeskWeeks weeks, DeskLeads leads, CurrentWorld current) : PageModel
{
    private IReadOnlyList<DeskWeek> _weeks = [];
    private IReadOnlyList<string> _lockedOut = [];

    /// <summary>This week and the next eight.</summary>
    public IEnumerable<DeskWeek> Coming => _weeks.Where(week => !IsOver(week));

    /// <summary>Weeks that are over, the newest first.</summary>
    public IEnumerable<DeskWeek> Over => _weeks.Where(IsOver).Reverse();

    /// <summary>How many leads must sign.</summary>
    public int Needed { get; private set; }

    /// <summary>How many weeks wait for the reader's signature.</summary>
    public int Waiting => _weeks.Count(week => week.WaitsForReader);

    /// <summary>How many weeks are made anew.</summary>
    public int Anew => _weeks.Count(week => week.IsMadeAnew);

    /// <summary>What the island works on: weeks to prepare, to make anew, to countersign, and to share with leads who came later; and to whom nothing is sealed.</summary>
    public string Work => JsonSerializer.Serialize(new
    {
        prepare = _weeks.Where(week => week.State == DeskState.Missing).Select(week => week.Week.ToString()),
        anew = _weeks.Where(week => week.IsMadeAnew).Select(week => week.Week.ToString()),
        without = _lockedOut,
        countersign = _weeks.Where(week => week.WaitsForReader).Select(week => week.Week.ToString()),
        share = _weeks.Where(week => !week.IsMadeAnew && week.ReaderCanShare && week.CannotOpen.Count > 0)
            .Select(week => new { week = week.Week.ToString(), members = week.CannotOpen.Select(lead => lead.Member.ToString()) }),
    });

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return;
        Needed = world.Policy.DeskSignatures;
        _lockedOut = [.. leads.LockedOutOf(world).Select(lead => lead.Id.ToString())];
        _weeks = await weeks.ReadAsync(User.Member(), world, cancel);
    }

    private bool IsOver(DeskWeek week) => week.Week.Monday.AddDays(7) <= current.Today;
}
