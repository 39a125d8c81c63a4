using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Auditing;

/// <summary>What was done with a case, for an auditor to read: who had it, and each entry about it.</summary>
[Requires(Capability.ReadLog)]
internal sealed class CaseTimelinePage(CasesContext cases, StaffContext staff) : PageModel
{
    [FromRoute]
    public string Handle { get; set; } = "";

    [FromQuery(Name = "page")]
    public int Number { get; set; } = 1;

    public Id<Submission> Case { get; private set; }

    public Timeline Timeline { get; private set; } = Timeline.Empty;

    /// <summary>Who had the case, or opened it.</summary>
    public IReadOnlyList<CaseReader> Readers { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!Id<Submission>.TryParse(Handle, out var handle))
            return NotFound();
        Case = handle;
        var names = await MemberNames.ReadAsync(staff, cancel);
        Timeline = await Timeline.ReadAsync(new EntrySearch { Case = handle.Text }, Number, names.Of, cases, cancel);
        Readers = await CaseReaders.ReadAsync(handle, names.Of, cases, cancel);
        return Page();
    }
}
