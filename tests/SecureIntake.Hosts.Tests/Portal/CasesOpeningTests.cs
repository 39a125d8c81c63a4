using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Opening;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Hosts.Tests.Portal;

public sealed class CasesOpeningTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private PortalHost Host => portal.Host;

    private PortalOffice Office => portal.Office;

    [Fact]
    public async Task A_lead_gets_the_desks_headers_with_a_proof_of_the_very_statement_that_was_signed()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var act = new PartsOpened(Office.Lead.Stamp(), Purpose.Triage, specimen.LogId, [.. specimen.OfTheDesk.Select(p => LogId.Parse(p.Id.ToString()))], specimen.OneTimeDigest);
        var entry = Office.Lead.Sign(act);
        var answer = await (await specimen.OpenAsync(Office.Lead, (JsonObject)entry.DeepClone())).SuccessAsync();

        var logged = answer["logged"]!;
        var bytes = CanonicalJson.Write(entry);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(bytes), (string?)logged["entry"]);
        var proof = new LogProof(
            (long)logged["index"]!, [.. logged["proof"]!.AsArray().Select(hash => new Audit.Bytes32(Convert.FromBase64String((string)hash!)))],
            System.Text.Encoding.UTF8.GetBytes((string)logged["checkpoint"]!));
        Assert.True(proof.Verify(Host.Services.GetRequiredService<LogOfOrganisation>().Key, bytes));
        var headers = answer["headers"]!.AsArray();
        Assert.Equal(specimen.OfTheDesk.Count(), headers.Count);
        foreach (var part in specimen.OfTheDesk)
        {
            var header = headers.Single(h => (string?)h!["part"] == part.Id.ToString())!;
            Assert.Equal(part.Header.ToBytes(), specimen.Take(header).ToBytes());
            Assert.Equal((part.Digest.ToString(), part.Payload.Length, null), ((string?)header["payload"], (int)header["length"]!, header["grant"]));
        }

        Assert.NotNull(answer["desk"]!["sealed"]);
    }

    [Fact]
    public async Task A_payload_is_served_whole_and_in_ranges_to_those_who_hold_the_part_and_to_nobody_else()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        string path = $"/parts/{specimen.Evidence.Id}/payload";
        Assert.Equal(specimen.Evidence.Payload, await Office.Deputy.Client.GetByteArrayAsync(path));
        using var ranged = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new(16, 31) } };
        var piece = await Office.Lead.Client.SendAsync(ranged);
        Assert.Equal(HttpStatusCode.PartialContent, piece.StatusCode);
        Assert.Equal(specimen.Evidence.Payload[16..32], await piece.Content.ReadAsByteArrayAsync());
        foreach (var stranger in new[] { Office.OtherLead, Office.Verifier })
            await (await stranger.Client.GetAsync(path)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await Office.Auditor.Client.GetAsync(path)).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
    }

    [Fact]
    public async Task A_triaged_case_opens_for_lead_and_deputy_and_no_longer_for_other_leads()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        foreach (var reader in new[] { Office.Lead, Office.Deputy })
        {
            var answer = await (await specimen.OpenAsync(reader, Purpose.Read, specimen.Account.Id)).SuccessAsync();
            var header = answer["headers"]!.AsArray().Single()!;
            Assert.Null(answer["desk"]);
            Assert.NotNull(header["grant"]);
            using var plaintext = new MemoryStream();
            Assert.True(PartOpener.TryOpen(
                reader.Key.Identity, specimen.Take(header), new MemoryStream(specimen.Account.Payload), specimen.Account.Digest, specimen.Account.Commitment, plaintext, out _));
        }

        await specimen.RefusesAsync(
            () => specimen.OpenAsync(Office.OtherLead, Purpose.Triage, specimen.Account.Id), HttpStatusCode.NotFound, "request.not-found");
    }

    [Fact]
    public async Task A_verifier_opens_what_was_given_and_never_an_original()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        await (await specimen.AssignAccountAsync(Office.Lead, Office.Verifier)).SuccessAsync();
        await (await specimen.OpenAsync(Office.Verifier, Purpose.Verify, specimen.Account.Id)).SuccessAsync();
        foreach (var part in new[] { specimen.Evidence, specimen.Source })
        {
            await specimen.RefusesAsync(
                () => specimen.OpenAsync(Office.Verifier, Purpose.Verify, specimen.Account.Id, part.Id), HttpStatusCode.Forbidden, "grant.none");
        }

        await specimen.RefusesAsync(
            () => specimen.OpenAsync(Office.Verifier, Purpose.Read, specimen.Account.Id), HttpStatusCode.UnprocessableEntity, "act.purpose");
    }

    [Defends("T-07")]
    [Fact]
    public async Task Source_and_shares_open_for_no_lead()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        await specimen.RefusesAsync(
            () => specimen.OpenAsync(Office.Lead, Purpose.Triage, specimen.Source.Id), HttpStatusCode.Forbidden, "grant.none");
    }

    [Defends("T-08")]
    [Fact]
    public async Task A_replayed_statement_is_refused()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var entry = Office.Lead.Sign(new PartsOpened(Office.Lead.Stamp(), Purpose.Triage, specimen.LogId, [LogId.Parse(specimen.Account.Id.ToString())], specimen.OneTimeDigest));
        await (await specimen.OpenAsync(Office.Lead, entry)).SuccessAsync();
        await specimen.RefusesAsync(() => specimen.OpenAsync(Office.Lead, entry), HttpStatusCode.Conflict, "act.replayed");
    }

    [Fact]
    public async Task The_same_statement_sent_twice_at_once_is_one_entry()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var entry = Office.Lead.Sign(new PartsOpened(Office.Lead.Stamp(), Purpose.Triage, specimen.LogId, [LogId.Parse(specimen.Account.Id.ToString())], specimen.OneTimeDigest));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => specimen.OpenAsync(Office.Lead, (JsonObject)entry.DeepClone())));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
        Assert.All(answers.Where(a => !a.IsSuccessStatusCode), a => Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
        Assert.Equal(1, (await specimen.TraceAsync()).Entries);
    }

    [Fact]
    public async Task Openings_by_many_at_once_are_all_given_though_each_moves_the_log_on()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => specimen.OpenAsync(Office.Lead, Purpose.Read, specimen.Account.Id)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task A_statement_must_be_ones_own_about_this_case_and_of_now()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var other = await SpecimenCase.ArriveAsync(Host, Office);
        LogId[] parts = [LogId.Parse(specimen.Account.Id.ToString())];
        var lead = Office.Lead;
        Func<Task<HttpResponseMessage>> Post(PartsOpened act, StaffKey? key = null) => () => specimen.OpenAsync(lead, lead.Sign(act, key));

        await specimen.RefusesAsync(
            Post(new(lead.Stamp(), Purpose.Triage, specimen.LogId, parts, specimen.OneTimeDigest), Office.Deputy.Key), HttpStatusCode.Forbidden, "act.signer");
        await specimen.RefusesAsync(
            Post(new(Office.Deputy.Stamp(), Purpose.Triage, specimen.LogId, parts, specimen.OneTimeDigest), Office.Deputy.Key), HttpStatusCode.Forbidden, "act.signer");
        await specimen.RefusesAsync(Post(new(lead.Stamp(), Purpose.Triage, other.LogId, parts, specimen.OneTimeDigest)), HttpStatusCode.UnprocessableEntity, "act.case");
        await specimen.RefusesAsync(
            Post(new(lead.Stamp(TimeSpan.FromMinutes(-11)), Purpose.Triage, specimen.LogId, parts, specimen.OneTimeDigest)), HttpStatusCode.UnprocessableEntity, "act.time");
        await specimen.RefusesAsync(
            Post(new(lead.Stamp(), Purpose.Triage, specimen.LogId, [LogId.Parse(other.Account.Id.ToString())], specimen.OneTimeDigest)), HttpStatusCode.Forbidden, "grant.none");
        await specimen.RefusesAsync(
            () => specimen.OpenAsync(lead, lead.Sign(new CaseTriaged(lead.Stamp(), specimen.LogId, LogId.Parse(Office.Deputy.Id.Text), [new(RandomNumberGenerator.GetBytes(32))]))),
            HttpStatusCode.UnprocessableEntity, "act.malformed");
    }

    [Fact]
    public async Task A_week_whose_desk_key_was_not_sealed_to_the_lead_is_said_before_anything_is_logged()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        await using (var cases = await Host.OpenCasesAsync())
        {
            var submission = await cases.Submissions.FindAsync(specimen.Handle);
            cases.Entry(submission!).Property(s => s.Week).CurrentValue = "2026-W40";
            await cases.SaveChangesAsync();
        }

        await specimen.RefusesAsync(
            () => specimen.OpenAsync(Office.Lead, Purpose.Triage, specimen.Account.Id), HttpStatusCode.Conflict, "desk-key.none");
    }
}
