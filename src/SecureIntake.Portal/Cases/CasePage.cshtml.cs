using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Auditing;

namespace SecureIntake.Portal.Cases;

/// <summary>The page of a case: a story whose sealed passages the member's browser opens.</summary>
[Requires(Capability.SeeCases)]
internal sealed class CasePage(CasesContext cases, CaseReading reading) : PageModel
{
    /// <summary>Entries that stand open; the earlier ones are folded away.</summary>
    public const int RecordShown = 6;

    private const int RecordLength = 50;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [FromRoute]
    public string Handle { get; set; } = "";

    public Id<Submission> Case { get; private set; }

    public CaseFacts Facts { get; private set; } = null!;

    public Submission Submission { get; private set; } = null!;

    /// <summary>The newest entries of the log that are about this case.</summary>
    public IReadOnlyList<EntryLine> Record { get; private set; } = [];

    /// <summary>The facts for the island.</summary>
    public string FactsJson => JsonSerializer.Serialize(Facts, Web);

    /// <summary>The account's size, for the lock.</summary>
    public long AccountLength => Facts.Parts.First(p => p.Compartment == "account").Length;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!Id<Submission>.TryParse(Handle, out var handle)
            || await reading.ReadAsync(handle, User.Member().Text, User.Holds(Role.Lead), cancel) is not { } facts)
            return NotFound();
        (Case, Facts) = (handle, facts);
        Submission = await cases.Submissions.AsNoTracking().SingleAsync(s => s.Handle == handle, cancel);
        string text = handle.Text;
        var entries = await cases.Outbox.AsNoTracking().Where(e => e.Case == text)
            .NewestFirst().Take(RecordLength).ToListAsync(cancel);
        Record = [.. entries.Select(entry => entry.InWords(NameOf, []))];
        return Page();
    }

    /// <summary>A member's pseudonym; for one whom the portal no longer knows, the beginning of the id.</summary>
    public string NameOf(string member) => Facts.Names.TryGetValue(member, out string? name) ? name : member.Length > 8 ? member[..8] : member;

    /// <summary>The people of a role, as words: <c>you and heron</c>.</summary>
    public string WhoReads()
    {
        var names = Facts.People.Select(p => p.Member == Facts.Member ? "you" : NameOf(p.Member)).OrderBy(n => n != "you").ToList();
        return names.Count switch
        {
            0 => "nobody any more",
            1 => names[0],
            _ => string.Join(", ", names[..^1]) + " and " + names[^1],
        };
    }
}
