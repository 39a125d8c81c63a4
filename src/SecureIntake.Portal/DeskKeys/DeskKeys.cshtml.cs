using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>How far a week's desk key is.</summary>
internal enum DeskState
{
    /// <summary>No lead has prepared it.</summary>
    Missing,

    /// <summary>Prepared; leads must still sign.</summary>
    Unsigned,

    /// <summary>Signed and in the log.</summary>
    Complete,
}

/// <summary>A line of the page.</summary>
/// <param name="Week">The week.</param>
/// <param name="State">How far it is.</param>
/// <param name="Signatures">How many leads have signed.</param>
/// <param name="Mine">Whether the reader has signed.</param>
internal sealed record DeskWeek(Week Week, DeskState State, int Signatures, bool Mine);

/// <summary>The desk keys of this week and the next eight.</summary>
[Requires(Capability.PrepareDeskKeys)]
internal sealed class DeskKeysPage(CasesContext cases, CurrentWorld current) : PageModel
{
    public IReadOnlyList<DeskWeek> Weeks { get; private set; } = [];

    /// <summary>How many leads must sign.</summary>
    public int Needed { get; private set; }

    /// <summary>What the island works on: weeks to prepare, weeks to countersign.</summary>
    public string Work => JsonSerializer.Serialize(new
    {
        prepare = Weeks.Where(w => w.State == DeskState.Missing).Select(w => w.Week.ToString()),
        countersign = Weeks.Where(w => w.State == DeskState.Unsigned && !w.Mine).Select(w => w.Week.ToString()),
    });

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return;
        Needed = world.Policy.DeskSignatures;
        var mine = world.Find(User.Member())?.Signer;
        var weeks = DeskCalendar.WeeksFrom(current.Today);
        var names = weeks.Select(week => week.ToString()).ToList();
        var keys = await cases.DeskKeys.AsNoTracking().Where(k => names.Contains(k.Week))
            .ToDictionaryAsync(k => k.Week, StringComparer.Ordinal, cancel);
        Weeks = [.. weeks.Select(week => Line(week, keys.GetValueOrDefault(week.ToString()), world, mine))];
    }

    private static DeskWeek Line(Week week, DeskKey? key, SignedWorld world, Signer? mine)
    {
        if (key is null || !SignedDocument.TryParse(Encoding.UTF8.GetBytes(key.Document), out var document))
            return new DeskWeek(week, DeskState.Missing, 0, Mine: false);
        return new DeskWeek(
            week,
            key.Entry is not null && DeskKeyKeeping.IsComplete(document, world) ? DeskState.Complete : DeskState.Unsigned,
            document.CountSignatures([.. world.Policy.Leads.Select(lead => lead.Signer)]),
            mine is not null && document.IsSignedBy(mine));
    }
}
