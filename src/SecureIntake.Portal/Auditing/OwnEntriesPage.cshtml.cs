using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Auditing;

/// <summary>What the log holds of oneself.</summary>
[Requires(Capability.ReadOwnEntries)]
internal sealed class OwnEntriesPage(CasesContext cases, StaffContext staff) : PageModel
{
    [FromQuery(Name = "page")]
    public int Number { get; set; } = 1;

    public EntryListing Listing { get; private set; } = EntryListing.Empty;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var names = await MemberNames.ReadAsync(staff, cancel);
        Listing = await EntryListing.OfMemberAsync(User.Member().Text, Number, names.Of, cases, cancel);
    }
}
