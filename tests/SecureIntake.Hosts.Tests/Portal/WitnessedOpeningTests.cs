using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Gate.History;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Nothing opens before as many witnesses as the root asks for cosigned its entry: real witnesses over real HTTP, two of three.</summary>
public sealed class WitnessedOpeningTests(PostgresServer postgres)
{
    [Defends("T-14")]
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task While_the_quorum_is_there_an_opening_is_answered_with_a_proof_that_it_cosigned(int away)
    {
        await using var office = await WitnessedOffice.OpenAsync(postgres);
        foreach (var witness in office.Witnesses.Take(away))
            witness.IsAway = true;
        var answer = await (await office.UntilAnsweredAsync(office.Sign())).SuccessAsync();
        office.Specimen.Take(answer["headers"]![0]);
        office.AssertWitnessed(answer["logged"]!);
        // Whoever looks at the entry later is shown the same.
        var shown = await office.Office.Lead.Client.GetAsync($"/entries/{(long)answer["logged"]!["index"]!}/proof.json");
        office.AssertWitnessed(await shown.SuccessAsync());
    }

    [Defends("T-14"), Defends("T-25")]
    [Fact]
    public async Task While_the_quorum_is_away_nothing_opens_and_the_same_statement_opens_once_when_it_is_back()
    {
        await using var office = await WitnessedOffice.OpenAsync(postgres);
        foreach (var witness in office.Witnesses.Take(2))
            witness.IsAway = true;
        string served = Path.Combine(office.Host.Gate.Folder, "served");
        int servedBefore = CountFiles(served);
        var statement = office.Sign();
        for (int tries = 0; tries < 2; tries++)
        {
            var refused = await office.UntilAnsweredAsync(statement);
            Assert.Equal("5", refused.Headers.GetValues("Retry-After").Single());
            await refused.RefusedAsync(HttpStatusCode.ServiceUnavailable, "witnesses.away");
        }

        Assert.Equal(servedBefore, CountFiles(served));
        foreach (var witness in office.Witnesses)
            witness.IsAway = false;
        // One that did not answer is left in peace for half a minute.
        var last = await office.UntilAnsweredAsync(statement);
        for (int tries = 0; tries < 4 && !last.IsSuccessStatusCode; tries++)
            last = await office.UntilAnsweredAsync(statement);
        var answer = await last.SuccessAsync();
        office.Specimen.Take(answer["headers"]![0]);
        office.AssertWitnessed(answer["logged"]!);
        Assert.Equal(servedBefore + 1, CountFiles(served));

        await (await office.UntilAnsweredAsync(statement)).RefusedAsync(HttpStatusCode.Conflict, "act.replayed");
        await using var cases = await office.Host.OpenCasesAsync();
        string entry = (string)answer["logged"]!["entry"]!;
        byte[] bytes = Encoding.UTF8.GetBytes(entry);
        Assert.Single(await cases.Outbox.AsNoTracking().ToListAsync(), row => row.Entry.AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public async Task A_gate_is_shown_no_more_of_the_log_than_the_quorum_saw()
    {
        await using var office = await WitnessedOffice.OpenAsync(postgres);
        foreach (var witness in office.Witnesses.Take(2))
            witness.IsAway = true;
        await (await office.UntilAnsweredAsync(office.Sign())).RefusedAsync(HttpStatusCode.ServiceUnavailable, "witnesses.away");
        var services = office.Host.Services;
        await services.GetRequiredService<LockdownHerald>().TellAsync(ask: true, CancellationToken.None);
        var (history, key) = (office.Host.Gate.Services.GetRequiredService<LogHistory>(), services.GetRequiredService<LogOfOrganisation>().Key);
        Assert.True(history.Follows(key, services.GetRequiredService<WitnessCollector>().Witnessed!.Note.Span));
        Assert.False(history.Follows(key, services.GetRequiredService<Sequencer>().Tree.Note.Span));
    }

    [Fact]
    public async Task The_audit_page_says_who_must_cosign_and_who_is_behind()
    {
        await using var office = await WitnessedOffice.OpenAsync(postgres);
        string page = await office.Office.Auditor.PageAsync("/audit");
        Assert.Contains("nothing opens until these cosigned its entry: 2 of (one.example, two.example, three.example)", page, StringComparison.Ordinal);
    }

    private static int CountFiles(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count() : 0;

    private sealed class WitnessedOffice : IAsyncDisposable
    {
        private Store _store = null!;
        private LogSigner _log = null!;

        public IReadOnlyList<WitnessHost> Witnesses { get; private set; } = [];

        public PortalHost Host { get; private set; } = null!;

        public PortalOffice Office { get; private set; } = null!;

        public SpecimenCase Specimen { get; private set; } = null!;

        public static async Task<WitnessedOffice> OpenAsync(PostgresServer postgres)
        {
            var opened = new WitnessedOffice { _store = await Store.CreateAsync(Database.Sqlite, postgres) };
            opened._log = WitnessHost.LogOf(opened._store);
            opened.Witnesses =
            [
                await WitnessHost.StartAsync(opened._store, "one.example", opened._log.Key),
                await WitnessHost.StartAsync(opened._store, "two.example", opened._log.Key),
                await WitnessHost.StartAsync(opened._store, "three.example", opened._log.Key),
            ];
            opened.Host = await PortalHost.StartAsync(opened._store, WitnessHost.Addresses(opened._store, [.. opened.Witnesses]));
            opened.Office = new PortalOffice { Witnesses = WitnessHost.Policy(2, [.. opened.Witnesses.Select(witness => witness.Key)]) };
            await opened.Office.OpenAsync(opened.Host);
            opened.Specimen = await SpecimenCase.TakenAsync(opened.Host, opened.Office);
            return opened;
        }

        public JsonObject Sign() => Office.Lead.Sign(new PartsOpened(
            Office.Lead.Stamp(), Purpose.Read, Specimen.LogId, [LogId.Parse(Specimen.Account.Id.ToString())], Specimen.OneTimeDigest));

        /// <summary>The portal waits by the clock of the test, so that must go on.</summary>
        public async Task<HttpResponseMessage> UntilAnsweredAsync(JsonObject statement)
        {
            var asking = Specimen.OpenAsync(Office.Lead, (JsonObject)statement.DeepClone());
            await Host.UntilAsync(() => asking.IsCompleted);
            return await asking;
        }

        public void AssertWitnessed(JsonNode logged)
        {
            Assert.True(WitnessPolicy.TryParseSigned(Office.Witnesses, out var policy));
            byte[] note = Encoding.UTF8.GetBytes((string)logged["checkpoint"]!);
            Assert.True(policy!.IsWitnessed(note));
            Assert.True(CheckpointNote.TryVerify(note, _log.Key, out _));
        }

        public async ValueTask DisposeAsync()
        {
            Office.Dispose();
            await Host.DisposeAsync();
            foreach (var witness in Witnesses)
                await witness.DisposeAsync();
            _log.Dispose();
            _store.Dispose();
        }
    }
}
