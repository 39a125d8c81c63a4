using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Cases;

/// <summary>The lists of cases: the desk, one's own, and those one was given.</summary>
[Requires(Capability.SeeCases)]
internal sealed class CaseListPage(CasesContext cases, TimeProvider time) : PageModel
{
    /// <summary>With fewer days left than this, a case on the desk is marked.</summary>
    public const int UrgentDays = 7;

    [FromQuery(Name = "show")]
    public string? Show { get; set; }

    [FromQuery(Name = "page")]
    public int Number { get; set; } = 1;

    public CaseShelf Shelf { get; private set; }

    /// <summary>The shelves that the member's roles let them see, with how many cases stand on each.</summary>
    public IReadOnlyList<(CaseShelf Shelf, int Count)> Shelves { get; private set; } = [];

    public CaseListing Listing { get; private set; } = new([], 0, 1);

    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        string member = User.Member().Text;
        var shelves = ShelvesOf().ToList();
        Shelf = shelves.Where(shelf => Word(shelf) == Show).DefaultIfEmpty(shelves[0]).First();
        var counts = new List<(CaseShelf, int)>();
        foreach (var shelf in shelves)
            counts.Add((shelf, await cases.CountAsync(shelf, member, now, cancel)));
        Shelves = counts;
        Listing = await cases.ListAsync(Shelf, member, Math.Clamp(Number, 1, 100_000), now, cancel);
    }

    /// <summary>The word of a shelf in the address.</summary>
    public static string Word(CaseShelf shelf) => shelf switch
    {
        CaseShelf.Desk => "desk",
        CaseShelf.Own => "own",
        CaseShelf.Given => "given",
        _ => throw new ArgumentOutOfRangeException(nameof(shelf)),
    };

    /// <summary>What a shelf is called.</summary>
    public static string Title(CaseShelf shelf) => shelf switch
    {
        CaseShelf.Desk => "On the desk",
        CaseShelf.Own => "Yours",
        CaseShelf.Given => "Given to you",
        _ => throw new ArgumentOutOfRangeException(nameof(shelf)),
    };

    private IEnumerable<CaseShelf> ShelvesOf()
    {
        if (User.Holds(Role.Lead))
        {
            yield return CaseShelf.Desk;
            yield return CaseShelf.Own;
        }

        if (User.Holds(Role.Verifier))
            yield return CaseShelf.Given;
    }
}
