using System.Net;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Stages;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Assignment of verifiers, keyed lines, leases to the bench.</summary>
public sealed class CasesSharingTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private PortalHost Host => portal.Host;

    private PortalOffice Office => portal.Office;

    private Person[] Readers => [Office.Lead, Office.Deputy];

    [Fact]
    public async Task A_verifier_gets_the_account_the_findings_and_the_keyed_lines_until_the_days_are_over()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        await (await specimen.LeaseAsync(Office.Lead, await specimen.StartBenchAsync(), Readers)).SuccessAsync();
        var finding = await specimen.FinishAsync(Readers);
        var keyed = HeldPart.Seal(Compartment.Keyed, specimen.Desk.Recipient);
        await (await specimen.KeyAsync(Office.Lead, Readers, 30, keyed)).SuccessAsync();
        HeldPart[] given = [specimen.Account, finding, keyed];
        await (await specimen.AssignAsync(
            Office.Deputy, Office.Verifier, [.. given.Select(part => specimen.GrantTo(Office.Deputy, part, Office.Verifier, GrantPurpose.Verify, 14))])).SuccessAsync();

        var answer = await (await specimen.OpenAsync(Office.Verifier, Purpose.Verify, given.Select(part => part.Id))).SuccessAsync();
        Assert.Equal(3, answer["headers"]!.AsArray().Count);
        Host.Time.Advance(TimeSpan.FromDays(14));
        // The session has ended by then, too; a new one is no way round.
        await Office.SignInAsync(Host);
        await specimen.RefusesAsync(
            () => specimen.OpenAsync(Office.Verifier, Purpose.Verify, specimen.Account.Id), HttpStatusCode.NotFound, "request.not-found");
    }

    [Defends("T-09")]
    [Fact]
    public async Task Originals_mailbox_and_source_are_given_to_no_verifier()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        foreach (var part in specimen.Parts.Where(p => p.Compartment != Compartment.Account))
        {
            await specimen.RefusesAsync(
                () => specimen.AssignAsync(
                    Office.Lead, Office.Verifier,
                    specimen.GrantTo(Office.Lead, specimen.Account, Office.Verifier, GrantPurpose.Verify, 14),
                    // Whoever cannot open a part may still claim it, over a header of another.
                    specimen.GrantTo(Office.Lead, specimen.Account, Office.Verifier, GrantPurpose.Verify, 14, grant => grant with
                    {
                        Part = part.Id,
                        Compartment = part.Compartment,
                        Payload = part.Digest,
                        Commitment = part.Commitment,
                    })),
                HttpStatusCode.UnprocessableEntity, "grant.part");
        }
    }

    [Fact]
    public async Task Only_a_verifier_who_does_not_lead_the_case_is_given_it()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        await specimen.RefusesAsync(() => specimen.AssignAccountAsync(Office.Lead, Office.OtherLead), HttpStatusCode.UnprocessableEntity, "member.role");
        await specimen.RefusesAsync(() => specimen.AssignAccountAsync(Office.Lead, Office.Auditor), HttpStatusCode.UnprocessableEntity, "member.role");
        await specimen.RefusesAsync(() => specimen.AssignAccountAsync(Office.Lead, Office.Verifier, days: 32), HttpStatusCode.UnprocessableEntity, "grant.expires");
        await specimen.RefusesAsync(() => specimen.AssignAsync(Office.Lead, Office.Verifier), HttpStatusCode.UnprocessableEntity, "act.malformed");
        await specimen.RefusesAsync(
            () => specimen.AssignAsync(Office.Lead, Office.Verifier, specimen.GrantTo(Office.Lead, specimen.Account, Office.OtherVerifier, GrantPurpose.Verify, 14)),
            HttpStatusCode.UnprocessableEntity, "grant.grantee");
    }

    [Fact]
    public async Task The_lead_of_another_case_gives_nothing_of_this_one()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        var bench = await specimen.StartBenchAsync();
        var lead = Office.OtherLead;
        await specimen.RefusesAsync(() => specimen.AssignAccountAsync(lead, Office.Verifier), HttpStatusCode.NotFound, "request.not-found");
        await specimen.RefusesAsync(() => specimen.LeaseAsync(lead, bench, Readers), HttpStatusCode.NotFound, "request.not-found");
        await specimen.RefusesAsync(() => specimen.KeyAsync(lead, Readers, 14), HttpStatusCode.NotFound, "request.not-found");
    }

    [Fact]
    public async Task Keyed_lines_are_stored_sealed_to_everyone_who_reads_the_case()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        await (await specimen.AssignAccountAsync(Office.Lead, Office.Verifier)).SuccessAsync();
        Person[] all = [.. Readers, Office.Verifier];
        var keyed = HeldPart.Seal(Compartment.Keyed, specimen.Desk.Recipient);
        await (await specimen.KeyAsync(Office.Verifier, all, 14, keyed)).SuccessAsync();
        foreach (var reader in all)
        {
            var purpose = reader == Office.Verifier ? Purpose.Verify : Purpose.Read;
            var answer = await (await specimen.OpenAsync(reader, purpose, keyed.Id)).SuccessAsync();
            var header = specimen.Take(answer["headers"]![0]);
            Assert.True(reader.Key.Identity.TryUnwrap(header, out _, out _));
            Assert.Equal(keyed.Payload, await reader.Client.GetByteArrayAsync($"/parts/{keyed.Id}/payload"));
        }

        await specimen.RefusesAsync(() => specimen.KeyAsync(Office.Verifier, all, 14, keyed), HttpStatusCode.Conflict, "part.exists");
        await specimen.RefusesAsync(() => specimen.KeyAsync(Office.Verifier, Readers, 14), HttpStatusCode.UnprocessableEntity, "grant.missing");
        await specimen.RefusesAsync(() => specimen.KeyAsync(Office.Verifier, [.. all, Office.OtherVerifier], 14), HttpStatusCode.UnprocessableEntity, "grant.grantee");
        await specimen.RefusesAsync(() => specimen.KeyAsync(Office.Verifier, all, 15), HttpStatusCode.UnprocessableEntity, "grant.expires");
        await specimen.RefusesAsync(() => specimen.KeyAsync(Office.OtherVerifier, all, 14), HttpStatusCode.NotFound, "request.not-found");
        await specimen.RefusesAsync(
            () => specimen.KeyAsync(Office.Verifier, all, 14, HeldPart.Seal(Compartment.Evidence, specimen.Desk.Recipient, 40_000)),
            HttpStatusCode.UnprocessableEntity, "part.length");
    }

    [Fact]
    public async Task A_lease_makes_a_run_that_waits_and_a_paper_is_leased_once_at_a_time()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        var bench = await specimen.StartBenchAsync();
        await (await specimen.LeaseAsync(Office.Lead, bench, Readers)).SuccessAsync();
        await using (var cases = await Host.OpenCasesAsync())
        {
            var run = await cases.StageRuns.SingleAsync(r => r.Case == specimen.Handle);
            var lease = await cases.Leases.SingleAsync(l => l.Id == run.Lease);
            Assert.Equal((StageState.Waiting, "examine", specimen.Evidence.Id.ToString()), (run.State, run.Stage, run.About.Text));
            Assert.Equal(bench.Run.ToString(), lease.Run.Text);
            Assert.NotNull((await cases.Outbox.SingleAsync(e => e.Digest == lease.Entry)).Index);
        }

        await specimen.RefusesAsync(() => specimen.LeaseAsync(Office.Deputy, bench, Readers), HttpStatusCode.Conflict, "stage.active");
    }

    [Fact]
    public async Task A_lease_that_is_not_what_it_must_be_is_refused()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        var bench = await specimen.StartBenchAsync();
        var lead = Office.Lead;
        const HttpStatusCode Refused = HttpStatusCode.UnprocessableEntity;
        await specimen.RefusesAsync(() => specimen.LeaseAsync(lead, bench, [.. Readers, Office.OtherVerifier]), Refused, "lease.readers");
        await specimen.RefusesAsync(() => specimen.LeaseAsync(lead, bench, [lead]), Refused, "lease.readers");
        await specimen.RefusesAsync(
            () => specimen.LeaseAsync(lead, bench, Readers, lease => lease with
            {
                Readers = [.. lease.Readers.Select(r => r with { Recipient = Office.OtherLead.Key.Identity.Recipient })],
            }),
            Refused, "lease.readers");
        await specimen.RefusesAsync(() => specimen.LeaseAsync(lead, bench, Readers, lease => lease with { By = Office.Deputy.Opaque }), Refused, "lease.malformed");
        await specimen.RefusesAsync(() => specimen.LeaseAsync(lead, bench, Readers, lease => lease with { Stage = "other" }), Refused, "lease.malformed");
        await specimen.RefusesAsync(
            () => specimen.LeaseAsync(lead, bench, Readers, lease => lease with { Expires = lease.Expires.AddHours(1) }), Refused, "lease.malformed");
        await specimen.RefusesAsync(() => specimen.LeaseAsync(lead, bench, Readers, change: null, specimen.Account), Refused, "grant.part");
        var both = specimen.Parts.Where(p => p.Compartment == Compartment.Evidence).ToArray();
        await specimen.RefusesAsync(() => specimen.LeaseAsync(lead, bench, Readers, change: null, both), Refused, "grant.missing");
    }

    [Fact]
    public async Task Only_a_bench_of_the_directory_that_still_runs_is_leased_to()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        await specimen.RefusesAsync(
            () => LeaseTo(specimen.StartBenchAsync(hours: -1)), HttpStatusCode.Conflict, "bench.gone");
        await specimen.RefusesAsync(
            () => LeaseTo(specimen.StartBenchAsync(hours: 25)), HttpStatusCode.Conflict, "bench.gone");
        await specimen.RefusesAsync(
            () => LeaseTo(specimen.StartBenchAsync(signedBy: Office.Lead.Key.SigningKey)), HttpStatusCode.Conflict, "bench.gone");
        async Task<HttpResponseMessage> LeaseTo(Task<BenchDocument> bench) => await specimen.LeaseAsync(Office.Lead, await bench, Readers);
    }

    [Fact]
    public async Task A_grant_of_another_key_to_the_bench_is_refused()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        var bench = await specimen.StartBenchAsync();
        var other = await specimen.StartBenchAsync();
        await specimen.RefusesAsync(
            () => specimen.LeaseAsync(Office.Lead, bench with { Recipient = other.Recipient }, Readers), HttpStatusCode.UnprocessableEntity, "grant.recipient");
    }
}
