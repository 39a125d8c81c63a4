using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

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
/// <param name="Without">Leads who have no share of it, though the reader has one.</param>
internal sealed record DeskWeek(Week Week, DeskState State, int Signatures, bool Mine, IReadOnlyList<string> Without);

/// <summary>The desk keys of this week and the next eight.</summary>
[Requires(Capability.PrepareDeskKeys)]
internal sealed class DeskKeysPage(CasesContext cases, CurrentWorld current) : PageModel
{
    public IReadOnlyList<DeskWeek> Weeks { get; private set; } = [];

    /// <summary>How many leads must sign.</summary>
    public int Needed { get; private set; }

    /// <summary>What the island works on: weeks to prepare, to countersign, and to share with leads who came later.</summary>
    public string Work => JsonSerializer.Serialize(new
    {
        prepare = Weeks.Where(w => w.State == DeskState.Missing).Select(w => w.Week.ToString()),
        countersign = Weeks.Where(w => w.State == DeskState.Unsigned && !w.Mine).Select(w => w.Week.ToString()),
        share = Weeks.Where(w => w.Without.Count > 0).Select(w => new { week = w.Week.ToString(), members = w.Without }),
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
        var seals = (await cases.DeskSeals.AsNoTracking().Where(s => names.Contains(s.Week)).Select(s => new { s.Week, s.Member }).ToListAsync(cancel))
            .ToLookup(s => s.Week, s => s.Member, StringComparer.Ordinal);
        Weeks = [.. weeks.Select(week => Line(week, keys.GetValueOrDefault(week.ToString()), world, mine, Without(seals[week.ToString()], world)))];
    }

    // Whoever has no share themselves cannot give one.
    private List<string> Without(IEnumerable<MemberId> holders, SignedWorld world) => holders.Contains(User.Member())
        ? [.. DeskKeyKeeping.LeadsOf(world).Except(holders).Select(member => member.Text)]
        : [];

    private static DeskWeek Line(Week week, DeskKey? key, SignedWorld world, Signer? mine, IReadOnlyList<string> without)
    {
        if (key is null || !SignedDocument.TryParse(Encoding.UTF8.GetBytes(key.Document), out var document))
            return new DeskWeek(week, DeskState.Missing, 0, Mine: false, []);
        return new DeskWeek(
            week,
            key.Entry is not null && DeskKeyKeeping.IsComplete(document, world) ? DeskState.Complete : DeskState.Unsigned,
            document.CountSignatures([.. world.Policy.Leads.Select(lead => lead.Signer)]),
            mine is not null && document.IsSignedBy(mine),
            without);
    }
}
