using System.Net;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Intake;

public sealed class CardTests(PostgresServer postgres)
{
    private static Week LastWeek => Week.Of(SpecimenOffice.Today.AddDays(-7));

    [Theory, BothDatabases]
    public async Task The_card_is_the_policy_and_this_weeks_desk_line(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "card.none", await intake.Client.GetAsync("/card.json"));

        await intake.PublishAsync(office, LastWeek, SpecimenOffice.Week, SpecimenOffice.Week.Next);
        Assert.Equal(SpecimenOffice.Week, await WeekOfCardAsync(intake, office));
        // When nobody prepared a new line, the last one serves as long as it has 21 days to live.
        intake.Time.Advance(TimeSpan.FromDays(14));
        Assert.Equal(SpecimenOffice.Week.Next, await WeekOfCardAsync(intake, office));
        intake.Time.Advance(TimeSpan.FromDays(14));
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "card.none", await intake.Client.GetAsync("/card.json"));
    }

    [Fact]
    public async Task A_desk_line_counts_only_with_all_its_signatures_and_its_place_in_the_log()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office);
        await using (var cases = await intake.OpenCasesAsync())
        {
            office.Publish(cases, office.DeskLine(SpecimenOffice.Week), SpecimenOffice.Week, index: null);
            office.Publish(cases, office.DeskLine(LastWeek, signatures: 1), LastWeek, index: 0);
            await cases.SaveChangesAsync();
        }

        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "card.none", await intake.Client.GetAsync("/card.json"));
    }

    [Fact]
    public async Task No_card_is_offered_for_a_week_that_the_gate_gave_no_key()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office);
        await using (var cases = await intake.OpenCasesAsync())
        {
            office.Publish(cases, office.DeskLine(SpecimenOffice.Week), SpecimenOffice.Week, index: 0, gate: false);
            await cases.SaveChangesAsync();
        }

        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "card.none", await intake.Client.GetAsync("/card.json"));
        await using (var cases = await intake.OpenCasesAsync())
        {
            office.PublishGateKey(cases, SpecimenOffice.Week);
            await cases.SaveChangesAsync();
        }

        Assert.Equal(SpecimenOffice.Week, await WeekOfCardAsync(intake, office));
    }

    [Fact]
    public async Task A_policy_of_another_root_is_not_given_out()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        using var other = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(other, SpecimenOffice.Week);
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "card.none", await intake.Client.GetAsync("/card.json"));
    }

    [Fact]
    public async Task A_database_that_is_away_is_a_503_that_says_when_to_come_back()
    {
        using var store = await Store.CreateAsync(Database.Postgres, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await postgres.DropDatabaseAsync(await File.ReadAllTextAsync(store.PostgresConnectionFile));
        using var answer = await intake.Client.GetAsync("/card.json");
        await TusClient.RefusedAsync(HttpStatusCode.ServiceUnavailable, "store.away", answer);
        Assert.Equal("30", answer.Headers.GetValues("Retry-After").Single());
    }

    private static async Task<Week> WeekOfCardAsync(IntakeHost intake, SpecimenOffice office)
    {
        using var answer = await intake.Client.GetAsync("/card.json");
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(OrganisationCard.TryParse(await answer.Content.ReadAsByteArrayAsync(), out var card));
        var today = DateOnly.FromDateTime(intake.Time.GetUtcNow().UtcDateTime);
        Assert.True(card.TryVerify(office.Fingerprint, today, out var verified, out var why), why.ToString());
        return verified.Desk.Week;
    }
}
