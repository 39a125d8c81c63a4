using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Auditing;

/// <summary>Who looked at what, and the means to check that nothing was changed (stop 10).</summary>
[Requires(Capability.ReadLog)]
internal sealed class AuditPage(CasesContext cases, StaffContext staff, LogOfOrganisation log, WitnessCollector witnesses, PortalAddress address, TimeProvider time) : PageModel
{
    [FromQuery(Name = "")]
    public EntrySearch Search { get; set; } = new();

    [FromQuery(Name = "page")]
    public int Number { get; set; } = 1;

    public EntryListing Listing { get; private set; } = EntryListing.Empty;

    /// <summary>What is unusual of late, the newest first.</summary>
    public IReadOnlyList<EntryLine> Unusual { get; private set; } = [];

    public MemberNames Names { get; private set; } = null!;

    public static IEnumerable<string> Types => ActTable.Types;

    public static IEnumerable<string> Purposes => Enum.GetNames<SecureIntake.Audit.Events.Purpose>().Select(purpose => purpose.ToLowerInvariant());

    /// <summary>The log's verifier key, which the root-signed policy names, too.</summary>
    public string LogKey => log.Key.ToString();

    /// <summary>Who cosigns the log, and how they stand.</summary>
    public WitnessCollector Witnesses => witnesses;

    /// <summary>Where anyone reads the log.</summary>
    public Uri LogAddress => address.Of("/log/");

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Names = await MemberNames.ReadAsync(staff, cancel);
        Listing = await EntryListing.ReadAsync(Search, Number, Names.Of, cases, cancel);
        if (!Search.IsNarrow && Listing.Page == 1)
            Unusual = await UnusualLately.ReadAsync(cases, time.GetUtcNow(), Names.Of, cancel);
    }

    /// <summary>The address of another page of the same search.</summary>
    public string AddressOf(int page) => "/audit" + Search.Query.Add("page", page.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The address of all that this search finds, as a table.</summary>
    public string TableAddress => "/audit/entries.csv" + Search.Query;
}
