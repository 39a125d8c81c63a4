using System.Net;
using System.Text.RegularExpressions;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Auditing;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Auditing;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>What was done with a case, or by a member, as an auditor reads it.</summary>
public sealed partial class TimelineTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task A_case_is_told_from_its_first_opening_with_everyone_who_had_it(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var other = await SpecimenCase.ArriveAsync(host, office);
        await (await other.OpenAsync(office.OtherLead, Purpose.Triage, other.Account.Id)).SuccessAsync();
        await (await specimen.OpenAsync(office.OtherLead, Purpose.Triage, specimen.Account.Id)).SuccessAsync();
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
        await (await specimen.AssignAccountAsync(office.Lead, office.Verifier, days: 14)).SuccessAsync();
        host.Time.Advance(TimeSpan.FromDays(1));
        await office.SignInAsync(host);
        await (await specimen.OpenAsync(office.Verifier, Purpose.Verify, specimen.Account.Id)).SuccessAsync();

        string page = await office.Auditor.PageAsync($"/audit/cases/{specimen.Handle.Text}");
        Assert.Equal(
            [
                "Tuesday, 24 November 2026", "swift opened one part to triage the case.", "heron took the case, with kestrel as deputy.",
                "heron gave the case to linnet to verify.", "Wednesday, 25 November 2026", "linnet opened one part to verify.",
            ],
            StoryOf(page));
        string readers = Words(page[page.IndexOf("Who had it", StringComparison.Ordinal)..page.IndexOf("What happened", StringComparison.Ordinal)]);
        Assert.Matches("heron took it, entry [0-9]+, until 24 November 2027.*Never opened anything of it", readers);
        Assert.Matches("kestrel deputy of heron, entry [0-9]+, until 24 November 2027", readers);
        Assert.Matches("linnet to verify, given by heron, entry [0-9]+, until 8 December 2026, 12:00 UTC Opened something of it once, on 25 November 2026", readers);
        Assert.Matches("swift No entry gave it to them", readers);
        foreach (var person in new[] { office.Lead, office.Deputy, office.Verifier, office.OtherLead })
            Assert.Contains($"<a href=\"/audit/members/{person.Id.Text}\"><bdi>{person.Pseudonym}</bdi></a>", page, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/audit/cases/{specimen.Handle.Text}\">", await office.Auditor.PageAsync("/audit"), StringComparison.Ordinal);
        // Everyone's own list leads nowhere that they may not go.
        Assert.DoesNotContain("/audit/", await office.Lead.PageAsync("/own-entries"), StringComparison.Ordinal);

        Assert.Contains("Nothing yet.", await office.Auditor.PageAsync($"/audit/cases/{new string('0', 32)}"), StringComparison.Ordinal);
        foreach (string nothing in new[] { "/audit/cases/3f2a", "/audit/members/heron" })
            await (await office.Auditor.Client.GetAsync(nothing)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await office.Lead.Client.GetAsync($"/audit/cases/{specimen.Handle.Text}")).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
    }

    [Theory, BothDatabases]
    public async Task A_members_crowded_openings_stand_together_and_what_the_log_refused_stands_apart(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var @case = LogId.Parse(new string('a', 32));
        Bytes32[] grants = [new(new byte[32])];
        int[] seconds = [-3600, .. Enumerable.Range(0, EntryMarks.Many).Select(at => 20 * at), 3600];
        var openings = seconds.Select(at => office.Lead.Sign(new PartsOpened(office.Lead.Stamp(TimeSpan.FromSeconds(at)), Purpose.Read, @case, [@case], grants[0]))).ToList();
        openings.Insert(5, office.Lead.Sign(new CaseAssigned(office.Lead.Stamp(TimeSpan.FromSeconds(70)), @case, LogId.Parse(office.Verifier.Id.Text), grants)));
        // The log takes in what waits in no order of arrival, so these stand in it by what the test says.
        var rows = openings.Select((signed, at) =>
        {
            var row = OutboxEntry.Of(CanonicalJson.Write(signed));
            row.Index = 1000 + at;
            return row;
        }).ToList();
        var refused = OutboxEntry.Of(CanonicalJson.Write(office.Verifier.Sign(new CaseTriaged(office.Verifier.Stamp(), @case, LogId.Parse(office.Lead.Id.Text), grants))));
        refused.Refused = true;
        await using (var cases = await host.OpenCasesAsync())
        {
            cases.Outbox.AddRange([.. rows, refused]);
            await cases.SaveChangesAsync();
        }

        string page = await office.Auditor.PageAsync($"/audit/members/{office.Lead.Id.Text}");
        var story = StoryOf(page);
        Assert.Equal("heron opened one part to read.", story[1]);
        Assert.Equal($"{EntryMarks.Many} openings, 12:00 to 12:06 UTC", story[2]);
        Assert.Equal("heron gave the case to linnet to verify.", story[7]);
        string crowd = Regex.Match(page, "<section class=\"crowd\">.*?</section>", RegexOptions.Singleline).Value;
        Assert.Equal(EntryMarks.Many + 1, Regex.Count(crowd, "class=\"entry\""));
        Assert.DoesNotContain("openings within", page, StringComparison.Ordinal);
        // On the list each says it; of what is to be looked at first, one stands for all.
        string list = await office.Auditor.PageAsync("/audit?type=open/v1");
        Assert.Equal(EntryMarks.Many, Regex.Count(list, "openings within"));
        string audit = await office.Auditor.PageAsync("/audit");
        Assert.Equal(1, Regex.Count(audit[..audit.IndexOf("id=\"entries\"", StringComparison.Ordinal)], "openings within"));
        Assert.Equal(["Refused attempts", "linnet took the case, with heron as deputy."], story[^2..]);
        Assert.Contains("They had no effect", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_long_timeline_begins_with_its_newest_page_and_each_entry_stands_on_one_page()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var @case = LogId.Parse(new string('a', 32));
        await using var cases = await host.OpenCasesAsync();
        for (int index = 0; index < 450; index++)
        {
            var row = OutboxEntry.Of(CanonicalJson.Write(office.Lead.Sign(
                new PartsOpened(office.Lead.Stamp(TimeSpan.FromHours(index)), Purpose.Read, @case, [@case], new Bytes32(new byte[32])))));
            row.Index = 1000 + index;
            cases.Outbox.Add(row);
        }

        await cases.SaveChangesAsync();
        var read = new List<long>();
        for (int page = 3; page >= 1; page--)
        {
            var timeline = await Timeline.ReadAsync(new EntrySearch { Case = @case.ToString() }, page, id => id, cases, CancellationToken.None);
            Assert.Equal((page, 3, 450), (timeline.Page, timeline.Pages, timeline.Total));
            read.AddRange(timeline.Days.SelectMany(day => day.Spans).SelectMany(span => span.Lines).Select(line => line.Index!.Value));
        }

        Assert.Equal(Enumerable.Range(1000, 450).Select(index => (long)index), read);
        Assert.Contains("rel=\"prev\">Earlier", await office.Auditor.PageAsync($"/audit/cases/{@case}"), StringComparison.Ordinal);
        Assert.Contains("rel=\"next\">Later", await office.Auditor.PageAsync($"/audit/cases/{@case}?page=3"), StringComparison.Ordinal);
    }

    // Headings and sentences in the order of the page, without what is below a sentence.
    private static List<string> StoryOf(string page) =>
        [.. Story().Matches(page[page.IndexOf("id=\"happened\"", StringComparison.Ordinal)..]).Select(match => Words(match.Groups[2].Value))];

    private static string Words(string html) =>
        WebUtility.HtmlDecode(Regex.Replace(Regex.Replace(html, "<[^>]*>", " "), "\\s+", " ")).Replace(" ,", ",", StringComparison.Ordinal).Replace(" .", ".", StringComparison.Ordinal).Trim();

    [GeneratedRegex("<(h3|h4|p class=\"entry-sentence\")>(.*?)</(h3|h4|p)>", RegexOptions.Singleline)]
    private static partial Regex Story();
}
