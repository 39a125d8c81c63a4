using System.Diagnostics;
using SecureIntake.Journey.Machinery;
using SecureIntake.Journey.People;

namespace SecureIntake.Journey;

/// <summary>
/// The stops that exist, in order. Judgements of verifiers (the other half of stop 8) and release (stop 9) are not built; they are not
/// played.
/// </summary>
public static class LifeOfATip
{
    /// <summary>The list that <c>ops/demo</c> plays and a test holds.</summary>
    public static IReadOnlyList<Stop> Stops { get; } =
    [
        new(1, "browser", FillInAsync),
        new(2, "seal", SealAsync),
        new(3, "intake", IntakeAsync),
        new(4, "commit", CommitAsync),
        new(5, "open", OpenAsync),
        new(6, "lease", LeaseAsync),
        new(7, "examine", ExamineAsync),
        new(8, "read", ReadAsync),
        new(10, "audit", AuditAsync),
    ];

    private static async Task FillInAsync(Story story, CancellationToken cancel)
    {
        long begun = Stopwatch.GetTimestamp();
        story.Source = await Source.ArriveAsync(story.Chromium, story.Installation.IntakeUrl);
        await story.Source.FillInAsync(story.Testimony);
        Time(story, "demo.form_ms", begun);
    }

    // Sealing, sending and committing are one press of a button for the source; the three stops read what was seen of each.
    private static async Task SealAsync(Story story, CancellationToken cancel)
    {
        story.Sending = await story.Source!.SealAndSendAsync();
        story.Measure("demo.seal_ms", story.Sending.SealedAfter.TotalMilliseconds);
        Expect(story.Sending.Receipt.Length == 48, "the receipt has 48 digits");
        Expect(story.Source.Complaints.Count == 0, "the page of the source has no error: " + string.Join("; ", story.Source.Complaints));
    }

    private static Task IntakeAsync(Story story, CancellationToken cancel)
    {
        story.Measure("demo.intake_ms", (story.Sending!.SentAfter - story.Sending.SealedAfter).TotalMilliseconds);
        return Task.CompletedTask;
    }

    private static async Task CommitAsync(Story story, CancellationToken cancel)
    {
        story.Measure("demo.commit_ms", (story.Sending!.CommittedAfter - story.Sending.SentAfter).TotalMilliseconds);
        // Account, mailbox, source, three shares, and one part a file: all of them, and nothing left behind in the staging area.
        int expected = 6 + story.Testimony.Files.Count;
        await UntilAsync(() => FilesIn(story, "blobs") == expected && FilesIn(story, "staging") == 0,
            () => $"{expected} payloads are stored and none waits; there are {FilesIn(story, "blobs")} and {FilesIn(story, "staging")}", cancel);
        await using var visitor = await Source.ArriveAsync(story.Chromium, story.Installation.IntakeUrl);
        await visitor.ComeBackAsync();
        long begun = Stopwatch.GetTimestamp();
        string said = await visitor.LookUpAsync(story.Sending!.Receipt);
        Time(story, "demo.look_up_ms", begun);
        Expect(said.Contains("What you sent has arrived", StringComparison.Ordinal), "the code finds the testimony in the log: " + said);
        Expect(said.Contains("nobody has asked who you are", StringComparison.Ordinal), "nobody asked for the name yet: " + said);
    }

    private static int FilesIn(Story story, string folder)
    {
        string path = Path.Combine(story.Installation.Data, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Count() : 0;
    }

    private static async Task OpenAsync(Story story, CancellationToken cancel)
    {
        await story.Office.Lead.GoToCaseAsync("desk");
        long begun = Stopwatch.GetTimestamp();
        string account = await story.Office.Lead.OpenAccountAsync();
        Time(story, "demo.open_ms", begun);
        Expect(account.Contains(story.Testimony.Name, StringComparison.Ordinal), "the lead reads the name");
        Expect(account.Contains(story.Testimony.Narrative, StringComparison.Ordinal), "the lead reads the account");
        begun = Stopwatch.GetTimestamp();
        await story.Office.Lead.TakeAsync();
        Time(story, "demo.triage_ms", begun);
    }

    private static async Task LeaseAsync(Story story, CancellationToken cancel)
    {
        var lead = story.Office.Lead;
        await lead.GiveToVerifierAsync();
        // The bench computes check digits for whichever paper they were typed for.
        if (story.TypesLines)
            await lead.KeyAsync(1, story.MachineReadableLines);
        long begun = Stopwatch.GetTimestamp();
        for (int paper = 1; paper <= story.Testimony.Files.Count; paper++)
            await lead.LeaseAsync(paper);
        Time(story, "demo.lease_ms", begun);
    }

    private static async Task ExamineAsync(Story story, CancellationToken cancel)
    {
        long begun = Stopwatch.GetTimestamp();
        for (int paper = 1; paper <= story.Testimony.Files.Count; paper++)
            await story.Office.Lead.SeeExaminedAsync(paper);
        Time(story, "demo.examine_ms", begun);
    }

    private static async Task ReadAsync(Story story, CancellationToken cancel)
    {
        var verifier = story.Office.Verifier;
        await verifier.GoToCaseAsync("given");
        long begun = Stopwatch.GetTimestamp();
        await verifier.OpenAccountAsync();
        string findings = "";
        for (int paper = 1; paper <= story.Testimony.Files.Count; paper++)
        {
            var (read, pictures) = await verifier.ReadResultsAsync(paper);
            Expect(pictures > 0, $"paper {paper} has a safe copy");
            findings = read;
        }

        Time(story, "demo.read_ms", begun);
        Expect(!story.TypesLines || findings.Contains("check digit", StringComparison.Ordinal), "the check digits were computed");
    }

    private static async Task AuditAsync(Story story, CancellationToken cancel)
    {
        string log = Path.Combine(story.Installation.Data, "log");
        long begun = Stopwatch.GetTimestamp();
        var verified = await Commands.SecureIntakeAsync(story.Layout, cancel, 0, "audit", "verify", log, "--root", story.Installation.RootFingerprint);
        Time(story, "demo.audit_ms", begun);
        Expect(verified.Text.StartsWith("verified ", StringComparison.Ordinal), "the log verifies offline: " + verified.Text);
        Expect(verified.Error.Contains("as the root asks: witness.example", StringComparison.Ordinal), "the root asks for a witness: " + verified.Error);
        await story.Office.Auditor.VerifyLogAsync();
        foreach (var colleague in story.Office.People)
            Expect(colleague.Complaints.Count == 0, "no page of the portal has an error: " + string.Join("; ", colleague.Complaints));
    }

    private static void Time(Story story, string name, long begun) => story.Measure(name, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);

    private static async Task UntilAsync(Func<bool> holds, Func<string> what, CancellationToken cancel)
    {
        for (int attempt = 0; !holds(); attempt++)
        {
            Expect(attempt < 100, what());
            await Task.Delay(100, cancel);
        }
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds)
            throw new StopFailedException(what);
    }
}
