using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Submissions;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Portal;

public sealed class CasesTriageTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private PortalHost Host => portal.Host;

    private PortalOffice Office => portal.Office;

    [Fact]
    public async Task Every_part_of_the_desk_goes_to_lead_and_deputy_and_the_desks_headers_go()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        await (await specimen.TriageAsync(Office.Lead, Office.Deputy)).SuccessAsync();

        await using var cases = await Host.OpenCasesAsync();
        Assert.Equal(CaseState.Open, (await cases.Submissions.SingleAsync(s => s.Handle == specimen.Handle)).State);
        var grants = await cases.Grants.Where(g => g.Case == specimen.Handle).ToListAsync();
        foreach (var part in specimen.OfTheDesk)
        {
            foreach (var reader in new[] { Office.Lead, Office.Deputy })
            {
                var grant = grants.Single(g => g.Part.Text == part.Id.ToString() && g.Grantee == reader.Id.Text);
                Assert.True(SecureIntake.Sealing.Documents.SignedDocument.TryParse(System.Text.Encoding.UTF8.GetBytes(grant.Document), out var document));
                var header = Host.Gate.Open(grant.Header, document);
                Assert.True(reader.Key.Identity.TryUnwrap(header, out var fileKey, out _));
                Assert.Equal(part.Commitment.ToString(), Convert.ToBase64String(fileKey.Commitment()));
            }
        }

        var left = await cases.Parts.Where(p => p.Case == specimen.Handle && p.Header != null).Select(p => p.Compartment).Distinct().ToListAsync();
        Assert.Equal(["share", "source"], left.Order());
    }

    [Fact]
    public async Task Of_two_leads_who_take_a_case_at_once_one_gets_it()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var answers = await Task.WhenAll(
            specimen.TriageAsync(Office.Lead, Office.Deputy), specimen.TriageAsync(Office.OtherLead, Office.Deputy), specimen.TriageAsync(Office.Deputy, Office.Lead));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
        await using var cases = await Host.OpenCasesAsync();
        Assert.Equal(2 * specimen.OfTheDesk.Count(), await cases.Grants.CountAsync(g => g.Case == specimen.Handle));
        string handle = specimen.Handle.Text;
        Assert.Equal(1, await cases.Outbox.CountAsync(e => e.Case == handle));
    }

    [Fact]
    public async Task A_case_is_taken_once()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        await specimen.RefusesAsync(() => specimen.TriageAsync(Office.Lead, Office.Deputy), HttpStatusCode.Conflict, "case.state");
        await specimen.RefusesAsync(() => specimen.TriageAsync(Office.OtherLead, Office.Deputy), HttpStatusCode.NotFound, "request.not-found");
    }

    [Fact]
    public async Task The_deputy_must_be_another_lead_whom_the_root_lists()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        using var stranger = new Person("stranger", Sealing.Documents.Role.Lead);
        foreach (var deputy in new[] { Office.Lead, Office.Verifier, stranger })
            await specimen.RefusesAsync(() => specimen.TriageAsync(Office.Lead, deputy), HttpStatusCode.UnprocessableEntity, "member.role");
    }

    [Fact]
    public async Task Whoever_is_no_lead_takes_nothing()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        foreach (var person in new[] { Office.Verifier, Office.Auditor, Office.Administrator })
            await specimen.RefusesAsync(() => specimen.TriageAsync(person, Office.Deputy), HttpStatusCode.Forbidden, "access.denied");
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "missing part", "grant.missing" },
        { "missing reader", "grant.missing" },
        { "member who is not of the case", "grant.grantee" },
        { "swapped digest", "grant.payload" },
        { "part of another case", "grant.part" },
        { "source part", "grant.part" },
        { "another compartment", "grant.part" },
        { "another case", "grant.part" },
        { "wrong recipient", "grant.recipient" },
        { "other purpose", "grant.purpose" },
        { "already over", "grant.expires" },
        { "too long", "grant.expires" },
        { "signed by another", "grant.signature" },
        { "in another's name", "grant.signature" },
        { "header cut short", "grant.header" },
        { "header of another form", "grant.header" },
        { "the same twice", "grant.repeated" },
        { "no document", "grant.malformed" },
    };

    [Theory, MemberData(nameof(Broken)), Defends("T-20")]
    public async Task A_set_of_grants_with_one_flaw_is_refused_whole(string flaw, string code)
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var other = await SpecimenCase.ArriveAsync(Host, Office);
        var lead = Office.Lead;
        JsonObject Flawed(Func<GrantDocument, GrantDocument> change, StaffKey? key = null) =>
            specimen.GrantTo(lead, specimen.Account, lead, GrantPurpose.Triage, 365, change, key);

        await specimen.RefusesAsync(
            () => specimen.TriageAsync(lead, Office.Deputy, grants =>
            {
                // The first grant is the account's to the lead.
                JsonObject? instead = flaw switch
                {
                    "member who is not of the case" => specimen.GrantTo(lead, specimen.Account, Office.OtherLead, GrantPurpose.Triage, 365),
                    "swapped digest" => Flawed(g => g with { Payload = new Bytes32(RandomNumberGenerator.GetBytes(32)) }),
                    "part of another case" => Flawed(g => g with { Part = other.Account.Id }),
                    "source part" => Flawed(g => g with
                    {
                        Part = specimen.Source.Id,
                        Compartment = Sealing.Parts.Compartment.Source,
                        Payload = specimen.Source.Digest,
                        Commitment = specimen.Source.Commitment,
                    }),
                    "another compartment" => Flawed(g => g with { Compartment = Sealing.Parts.Compartment.Evidence }),
                    "another case" => Flawed(g => g with { Case = other.Case }),
                    "wrong recipient" => Flawed(g => g with { Recipient = new Bytes32(Office.OtherLead.Key.Identity.Recipient.Digest) }),
                    "other purpose" => Flawed(g => g with { Purpose = GrantPurpose.Verify }),
                    "already over" => Flawed(g => g with { Expires = PortalHost.Noon }),
                    "too long" => Flawed(g => g with { Expires = PortalHost.Noon.AddDays(367) }),
                    "signed by another" => Flawed(g => g, Office.Deputy.Key),
                    "in another's name" => Flawed(g => g with { By = Office.Deputy.Opaque }, Office.Deputy.Key),
                    "the same twice" => specimen.GrantTo(lead, specimen.Account, Office.Deputy, GrantPurpose.Triage, 365),
                    _ => null,
                };
                if (instead is not null)
                    grants[0] = instead;
                else if (flaw == "missing part")
                    return new JsonArray([.. grants.Skip(2).Select(g => g!.DeepClone())]);
                else if (flaw == "missing reader")
                    grants.RemoveAt(0);
                else if (flaw == "header cut short")
                    grants[0]!["header"] = Convert.ToBase64String(Convert.FromBase64String((string)grants[0]!["header"]!)[..^1]);
                else if (flaw == "header of another form")
                    grants[0]!["header"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(1627));
                else if (flaw == "no document")
                    grants[0]!["document"]!["kind"] = "lease/v1";
                return grants;
            }),
            HttpStatusCode.UnprocessableEntity, code);
    }

    [Fact]
    public async Task The_act_names_exactly_the_grants_that_come_with_it()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var lead = Office.Lead;
        var grants = new JsonArray([.. specimen.OfTheDesk.SelectMany(part =>
            new[] { lead, Office.Deputy }.Select(reader => specimen.GrantTo(lead, part, reader, GrantPurpose.Triage, 365)))]);
        var others = SpecimenCase.DigestsOf(grants).Reverse().ToList();
        var act = new CaseTriaged(lead.Stamp(), specimen.LogId, LogId.Parse(Office.Deputy.Id.Text), others);
        await specimen.RefusesAsync(
            () => lead.PostAsync(specimen.Path("triage"), lead.Sign(act), ("grants", grants)), HttpStatusCode.UnprocessableEntity, "act.grants");
    }

    [Fact]
    public async Task A_body_with_more_or_less_than_the_step_takes_is_refused()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var lead = Office.Lead;
        JsonObject Act() => lead.Sign(new CaseTriaged(lead.Stamp(), specimen.LogId, LogId.Parse(Office.Deputy.Id.Text), [new(RandomNumberGenerator.GetBytes(32))]));
        await specimen.RefusesAsync(() => lead.PostAsync(specimen.Path("triage"), Act()), HttpStatusCode.BadRequest, "request.malformed");
        await specimen.RefusesAsync(
            () => lead.PostAsync(specimen.Path("triage"), Act(), ("grants", new JsonArray()), ("more", 1)), HttpStatusCode.BadRequest, "request.malformed");
        string token = lead.Client.DefaultRequestHeaders.GetValues("X-CSRF-TOKEN").Single();
        lead.Client.DefaultRequestHeaders.Remove("X-CSRF-TOKEN");
        await specimen.RefusesAsync(
            () => lead.PostAsync(specimen.Path("triage"), Act(), ("grants", new JsonArray())), HttpStatusCode.BadRequest, "request.forged");
        lead.Client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", token);
    }
}
