using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Auditing;

/// <summary>What a member did and what was done with them, for an auditor to read.</summary>
[Requires(Capability.ReadLog)]
internal sealed class MemberTimelinePage(CasesContext cases, StaffContext staff) : PageModel
{
    [FromRoute]
    public string Member { get; set; } = "";

    [FromQuery(Name = "page")]
    public int Number { get; set; } = 1;

    /// <summary>The member's pseudonym.</summary>
    public string Name { get; private set; } = "";

    public Timeline Timeline { get; private set; } = Timeline.Empty;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!Id<Member>.TryParse(Member, out var member))
            return NotFound();
        var names = await MemberNames.ReadAsync(staff, cancel);
        Name = names.Of(member.Text);
        Timeline = await Timeline.ReadAsync(new EntrySearch { Member = member.Text }, Number, names.Of, cases, cancel);
        return Page();
    }
}
