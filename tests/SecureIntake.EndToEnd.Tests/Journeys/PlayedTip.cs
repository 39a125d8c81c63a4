using SecureIntake.EndToEnd.Tests.Canary;
using SecureIntake.Journey;
using SecureIntake.Journey.People;

namespace SecureIntake.EndToEnd.Tests.Journeys;

/// <summary>
/// The life of a tip, played once for all tests of this folder: real processes, real Chromium, a person a context. Its words are random, so
/// that wherever one of them is found afterwards, it came from this run.
/// </summary>
public sealed class PlayedTip : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    /// <summary>The planted words.</summary>
    public IReadOnlyList<Needle> Needles { get; private set; } = [];

    /// <summary>When the run began, for telling its temporary files from older ones.</summary>
    public DateTime Begun { get; private set; }

    /// <summary>The story after its last stop, its processes ended.</summary>
    public Story Story { get; private set; } = null!;

    /// <summary>The stops that were played through.</summary>
    public IReadOnlyList<Stop> Passed { get; private set; } = [];

    /// <summary>The page of who the source is, once two custodians had answered.</summary>
    public string OpenedSource { get; private set; } = "";

    /// <summary>What the log told the source afterwards, by the receipt code.</summary>
    public string LookedUp { get; private set; } = "";

    /// <summary>What was seen when the lead locked the verifier out at last.</summary>
    internal LockedOut LockedOut { get; private set; } = null!;

    /// <summary>What keeps people from using a page.</summary>
    public IReadOnlyList<string> Barriers { get; private set; } = [];

    /// <summary>Everything the browsers' pages complained about.</summary>
    public IReadOnlyList<string> Complaints { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Begun = TimeProvider.System.GetUtcNow().UtcDateTime;
        string[] words = [.. Enumerable.Range(0, 4).Select(_ => RandomWord())];
        Needles = [.. words.Select(word => new Needle(word))];
        using var patience = new CancellationTokenSource(Longest);
        var wording = new Wording($"Айгүл {words[0]}", $"SPECIMEN {words[1]} did not come back.", $"Wagtail {words[2]}", $"through {words[3]}");
        Story = await Stage.SetAsync(wording, [], patience.Token);
        var passed = new List<Stop>();
        foreach (var stop in LifeOfATip.Stops)
        {
            await stop.PlayAsync(Story, patience.Token);
            passed.Add(stop);
        }

        Passed = passed;
        OpenedSource = await Custody.OpenSourceAsync(Story, [3, 1], patience.Token);
        await using var visitor = await Source.ArriveAsync(Story.Chromium, Story.Installation.IntakeUrl);
        await visitor.ComeBackAsync();
        LookedUp = await visitor.LookUpAsync(Story.Sending!.Receipt);
        Barriers =
        [
            .. await Journeys.Barriers.OfAsync(visitor.Page, "what the log says"), .. await Journeys.Barriers.OfAsync(Story.Source!.Page, "receipt"),
            .. await Journeys.Barriers.OfVisitAsync(Story), .. await Journeys.Barriers.OfOfficeAsync(Story.Office),
        ];
        Complaints = [.. Story.Office.People.SelectMany(person => person.Complaints), .. Story.Source!.Complaints, .. visitor.Complaints];
        // The last: the browser notes that the door is closed.
        LockedOut = await LockedOut.PlayAsync(Story.Office);
        await Story.Installation.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Story is null)
            return;
        await Story.DisposeAsync();
        Directory.Delete(Story.Installation.Folder, recursive: true);
    }

    private static string RandomWord() =>
        string.Concat(System.Security.Cryptography.RandomNumberGenerator.GetItems<char>("bcdfghjklmnprstvz", 12));
}
