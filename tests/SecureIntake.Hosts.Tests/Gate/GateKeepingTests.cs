using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Grants;
using SecureIntake.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Opening;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>What the gate keeps, forgets, and is for: a copy of everything else opens nothing.</summary>
public sealed class GateKeepingTests(PostgresServer postgres)
{
    [Defends("T-26")]
    [Theory, BothDatabases]
    public async Task A_copy_of_every_database_and_blob_and_every_members_and_custodians_key_opens_nothing(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var desk = await SpecimenCase.ArriveAsync(host, office);
        var taken = await SpecimenCase.TakenAsync(host, office);
        Portal.Person[] readers = [office.Lead, office.Deputy];
        await (await taken.AssignAccountAsync(office.Lead, office.Verifier)).SuccessAsync();
        await (await taken.KeyAsync(office.Lead, [.. readers, office.Verifier], 14)).SuccessAsync();
        await (await taken.LeaseAsync(office.Lead, await taken.StartBenchAsync(), [.. readers, office.Verifier])).SuccessAsync();
        await taken.FinishAsync(readers);
        await (await desk.OpenAsync(office.OtherLead, Purpose.Triage, desk.Account.Id)).SuccessAsync();

        // Every key that a thief could find with members and custodians, the desk's among them: it is sealed to each lead.
        HybridIdentity[] keys = [.. office.People.Select(person => person.Key.Identity), desk.Desk, .. Enumerable.Range(1, 3).Select(office.Custodian)];
        await using var cases = await host.OpenCasesAsync();
        var headers = (await cases.Grants.AsNoTracking().Select(g => g.Header).ToListAsync())
            .Concat(await cases.Parts.AsNoTracking().Where(p => p.Header != null).Select(p => p.Header!).ToListAsync()).ToList();
        Assert.True(headers.Count > 20);
        Assert.Equal(2 * 4, await cases.Parts.CountAsync(p => p.Header != null && Holding.OfCustody.Contains(p.Compartment)));
        Assert.All(headers, bytes =>
        {
            Assert.True(Header.TryParsePrefix(bytes, out var header, out _));
            Assert.All(keys, key => Assert.False(key.TryUnwrap(header, out _, out _)));
        });
    }

    [Defends("T-27")]
    [Fact]
    public async Task A_shredded_case_opens_for_nobody_again_and_another_does()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var shredded = await SpecimenCase.TakenAsync(host, office);
        var kept = await SpecimenCase.TakenAsync(host, office);
        await (await shredded.OpenAsync(office.Lead, Purpose.Read, shredded.Account.Id)).SuccessAsync();

        string seed = Path.Combine(host.Gate.Folder, "keys", $"{shredded.Case}.seed");
        Assert.True(File.Exists(seed));
        Assert.Equal(2, Shredding.Run(["shred", host.Gate.Folder, "everything"]));
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, shredded.Case.ToString()]));
        Assert.False(File.Exists(seed));
        await (await shredded.OpenAsync(office.Lead, Purpose.Read, shredded.Account.Id)).RefusedAsync(System.Net.HttpStatusCode.Gone, "gate.shredded");
        await (await kept.OpenAsync(office.Lead, Purpose.Read, kept.Account.Id)).SuccessAsync();
        // One that nobody has taken opens with the week's key, and is gone all the same; another of its week is not.
        var desk = await SpecimenCase.ArriveAsync(host, office);
        var other = await SpecimenCase.ArriveAsync(host, office);
        Shredding.Run(["shred", host.Gate.Folder, desk.Case.ToString()]);
        await (await desk.OpenAsync(office.Lead, Purpose.Triage, desk.Account.Id)).RefusedAsync(System.Net.HttpStatusCode.Gone, "gate.shredded");
        await (await other.OpenAsync(office.Lead, Purpose.Triage, other.Account.Id)).SuccessAsync();
        // A folder that is no gate's is told to be none.
        Assert.Equal(2, Shredding.Run(["shred", store.Folder, kept.Case.ToString()]));
        // It is not made anew, not even for a portal that has forgotten it.
        Assert.Equal(1, Shredding.Run(["shred", host.Gate.Folder, shredded.Case.ToString()]));
        var why = await Assert.ThrowsAsync<GateRefusedException>(
            () => host.GateClient.KeyAsync(GateScope.Of(shredded.Case), CancellationToken.None));
        Assert.Equal(GateRefusal.KeyShredded, why.Why);
    }

    [Defends("T-27")]
    [Fact]
    public async Task A_shredded_week_closes_the_desk_and_not_the_cases_that_were_taken_from_it()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var desk = await SpecimenCase.ArriveAsync(host, office);
        var taken = await SpecimenCase.TakenAsync(host, office);
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, Week.Of(DateOnly.FromDateTime(PortalHost.Noon.UtcDateTime)).ToString()]));
        await (await desk.OpenAsync(office.Lead, Purpose.Triage, desk.Account.Id)).RefusedAsync(System.Net.HttpStatusCode.Gone, "gate.shredded");
        await (await taken.OpenAsync(office.Deputy, Purpose.Read, taken.Account.Id)).SuccessAsync();
    }

    [Defends("T-25")]
    [Fact]
    public async Task Neither_an_old_statement_nor_an_ended_grant_opens_whatever_the_portal_says()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await (await specimen.AssignAccountAsync(office.Lead, office.Verifier, days: 1)).SuccessAsync();
        var old = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account);
        host.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(GateRefusal.StatementTime, await old.RefusalAsync());
        host.Time.Advance(TimeSpan.FromDays(1));
        var ended = await Asking.LogAsync(host, specimen, office.Verifier, Purpose.Verify, specimen.Account);
        Assert.Equal(GateRefusal.GrantEnded, await ended.RefusalAsync());
    }

    [Defends("T-25")]
    [Fact]
    public async Task Where_the_root_asks_for_witnesses_an_entry_that_they_did_not_see_opens_nothing()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var signer = new WitnessSigner("one.example", RandomNumberGenerator.GetBytes(32));
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await (await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account)).AskAsync();
        string trustFile = Path.Combine(host.Gate.Folder, "trust.json");
        Assert.True(GateMessage.TryParse<GateTrust>(await File.ReadAllBytesAsync(trustFile), out var before));
        office.Witnesses = WitnessHost.Policy(1, signer.Key);
        await office.PublishAgainAsync(host, without: office.OtherVerifier);
        var asking = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account);
        Assert.Equal(GateRefusal.LogUnproven, await asking.RefusalAsync());

        // Nor does the policy from before come back in the new directory's company.
        Assert.True(GateMessage.TryParse<GateTrust>(await File.ReadAllBytesAsync(trustFile), out var after));
        var trust = host.Gate.Services.GetRequiredService<SecureIntake.Gate.Trust.HeldTrust>();
        Assert.Null(trust.Take(after));
        Assert.Equal(GateRefusal.TrustRefused, trust.Take(after with { Publication = after.Publication with { Policy = before.Publication.Policy } }));
        Assert.Equal(GateRefusal.LogUnproven, await asking.RefusalAsync());

        var tree = host.Services.GetRequiredService<Sequencer>().Tree;
        using var witness = new Witness(Path.Combine(store.Folder, "one"), signer, [host.Services.GetRequiredService<LogOfOrganisation>().Key], host.Time);
        byte[] line = Encoding.UTF8.GetBytes(witness.Add(new AddCheckpoint(0, [], tree.Note).ToBytes()).Body);
        await asking.AskAsync(tree: tree.With(CheckpointNote.Cosignatures([.. tree.Note.Span, .. line], [signer.Key])));
    }

    [Defends("T-25")]
    [Fact]
    public async Task Who_was_struck_gets_nothing_and_the_older_directory_does_not_come_back()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await (await specimen.OpenAsync(office.Deputy, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        var trust = host.Gate.Services.GetRequiredService<SecureIntake.Gate.Trust.HeldTrust>();
        byte[] before = await File.ReadAllBytesAsync(Path.Combine(host.Gate.Folder, "trust.json"));
        // Signed while the deputy was listed, and asked for after they were struck.
        var asking = await Asking.LogAsync(host, specimen, office.Deputy, Purpose.Read, specimen.Account);
        await office.PublishAgainAsync(host, without: office.Deputy);
        Assert.Equal(GateRefusal.StatementSigner, await asking.RefusalAsync());
        Assert.True(GateMessage.TryParse<GateTrust>(before, out var older));
        Assert.Equal(GateRefusal.TrustOlder, trust.Take(older));
        Assert.Equal(GateRefusal.StatementSigner, await asking.RefusalAsync());

        // Whoever has the portal's place logs it once more, with a signature that makes it another entry.
        using var own = SigningKey.Create(RandomNumberGenerator.Fill);
        var again = older.Publication.Map(own.Sign);
        var log = host.Services.GetRequiredService<LogOfOrganisation>();
        host.Services.GetRequiredService<Sequencer>().Dispose();
        using var writer = LogWriter.Open(log.Folder, log.Signer);
        long seen = writer.Tree.Size;
        byte[] entry = again.Roster.ToEntry()!.Entry;
        long index = writer.Append([entry]);
        var history = host.Gate.Services.GetRequiredService<SecureIntake.Gate.History.LogHistory>();
        long known = long.Parse(history.Add(log.Key, new AddCheckpoint(0, [], writer.Tree.Note).ToBytes()).Body, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(200, history.Add(log.Key, new AddCheckpoint(known, writer.Tree.ProveConsistency(known), writer.Tree.Note).ToBytes()).Status);
        Assert.Equal(GateRefusal.TrustOlder, trust.Take(new GateTrust(again, Encoding.UTF8.GetString(entry), writer.Tree.Prove(index).ToString())));

        // Nor at a gate that has lost what it was shown; and one that cannot read it does not go on without.
        string trustFile = Path.Combine(host.Gate.Folder, "trust.json");
        File.Delete(trustFile);
        Assert.Equal(GateRefusal.TrustOlder, ActivatorUtilities.CreateInstance<SecureIntake.Gate.Trust.HeldTrust>(host.Gate.Services).Take(older));
        await File.WriteAllTextAsync(trustFile, "{}");
        Assert.Throws<InvalidDataException>(() => ActivatorUtilities.CreateInstance<SecureIntake.Gate.Trust.HeldTrust>(host.Gate.Services));
        // And whoever verifies the log names it.
        var verdict = await new LogVerifier(new LogFolder(log.Folder), new Authority(null, log.Key)).VerifyAsync(CancellationToken.None);
        Assert.Equal(new Verdict.TamperedEntry(seen, Fault.NotEntitled), verdict);
    }

    [Defends("T-25")]
    [Fact]
    public async Task Nobody_is_answered_whose_key_is_not_pinned_and_no_other_gate_is_believed()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        var contexts = host.Services.GetRequiredService<IDbContextFactory<CasesContext>>();
        var address = new GateLinkOptions { Address = host.Gate.LinkSettings["GateLink:Address"]!, PinFile = host.Gate.LinkSettings["GateLink:PinFile"]! };
        using var stranger = new GateClient(address, Path.Combine(store.Folder, "stranger.pem"), contexts);
        await Assert.ThrowsAsync<GateAwayException>(() => stranger.IntroduceAsync(CancellationToken.None));
        string wrong = Path.Combine(store.Folder, "stranger.pin");
        using var deceived = new GateClient(new GateLinkOptions { Address = address.Address, PinFile = wrong }, Path.Combine(store.Folder, "portal.pem"), contexts);
        await Assert.ThrowsAsync<GateAwayException>(() => deceived.IntroduceAsync(CancellationToken.None));
        Assert.Equal(host.Gate.Listed.Gate, (await host.GateClient.IntroduceAsync(CancellationToken.None)).Gate);
    }

    [Fact]
    public async Task A_gate_that_is_away_leaves_no_entry_behind_and_nothing_open()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await host.Gate.DisposeAsync();
        await specimen.RefusesAsync(
            () => specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id), System.Net.HttpStatusCode.ServiceUnavailable, "gate.away");
    }

    [Defends("T-28")]
    [Fact]
    public async Task Nothing_of_a_statement_enters_the_gates_log_lines()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        // Nor when something fails whose name is a case's.
        string seed = Path.Combine(host.Gate.Folder, "keys", $"{specimen.Case}.seed");
        File.Delete(seed);
        Directory.CreateDirectory(seed);
        Assert.False((await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).IsSuccessStatusCode);
        Assert.Contains(host.Gate.Lines.All, l => l.Contains("A request failed", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Gate.Lines.All, l => l.Contains(specimen.Case.ToString(), StringComparison.Ordinal) || l.Contains("/open", StringComparison.Ordinal));
    }
}
