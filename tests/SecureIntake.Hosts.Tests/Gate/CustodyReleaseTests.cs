using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cases.Gates;
using SecureIntake.Gate;
using SecureIntake.Gate.Custody;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using Person = SecureIntake.Hosts.Tests.Portal.Person;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>Source and shares at the gate, asked without the portal's own rules between: as a portal would that was taken over, or put back.</summary>
public sealed class CustodyReleaseTests(PostgresServer postgres)
{
    private static readonly TimeSpan Wait = TimeSpan.FromHours(24);
    private static readonly TimeSpan VetoAdds = TimeSpan.FromHours(72);
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Defends("T-32")]
    public async Task Nothing_is_given_before_a_request_has_waited_and_then_each_share_still_sealed_to_its_custodian_and_the_source_to_nobody_alone()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var request = await taken.RequestAsync(office.Lead);
        // The log has it; this gate has not, and its time begins when it is shown.
        host.Time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(GateRefusal.CustodyUnknown, await (await taken.AskAsync(office.Lead)).RefusalAsync());
        var custody = await taken.ShowAsync(request);
        Assert.Equal(new GateCustody(host.Time.GetUtcNow() + Wait, PortalHost.Noon + Life, 0), custody);
        Assert.Equal(GateRefusal.CustodyWaiting, await (await taken.AskAsync(office.Lead)).RefusalAsync());

        host.Time.Advance(Wait - Second);
        Assert.Equal(custody, await taken.ShowAsync(request));
        var asking = await taken.AskAsync(office.Lead);
        Assert.Equal(GateRefusal.CustodyWaiting, await asking.RefusalAsync());
        host.Time.Advance(Second);
        taken.AssertGiven(await asking.AskAsync());
        Assert.Equal(GateRefusal.StatementServed, await asking.RefusalAsync());
        // It can be asked for again while the request lasts, each time by an entry of its own.
        host.Time.Advance(TimeSpan.FromDays(7));
        taken.AssertGiven(await (await taken.AskAsync(office.Lead)).AskAsync());
    }

    [Fact]
    [Defends("T-32")]
    public async Task It_is_given_to_who_asked_alone_and_of_the_case_that_was_asked_for()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var other = await SpecimenCase.TakenAsync(host, office);
        await taken.ShowAsync(await taken.RequestAsync(office.Lead));
        host.Time.Advance(Wait);
        foreach (var lead in new[] { office.Deputy, office.OtherLead })
            Assert.Equal(GateRefusal.CustodyUnknown, await (await taken.AskAsync(lead)).RefusalAsync());
        foreach (var member in new[] { office.Verifier, office.Administrator, office.Auditor })
            Assert.Equal(GateRefusal.StatementOther, await (await taken.AskAsync(member)).RefusalAsync());
        var elsewhere = await Asking.LogAsync(host, other, office.Lead, Purpose.Custody, [.. other.OfCustody]);
        Assert.Equal(GateRefusal.CustodyUnknown, await elsewhere.RefusalAsync());
        // Another lead's own request waits its own time.
        await taken.ShowAsync(await taken.RequestAsync(office.Deputy));
        Assert.Equal(GateRefusal.CustodyWaiting, await (await taken.AskAsync(office.Deputy)).RefusalAsync());
        await (await taken.AskAsync(office.Lead)).AskAsync();
    }

    [Fact]
    [Defends("T-32")]
    public async Task Nothing_is_given_beside_it_nor_by_any_other_purpose_nor_of_another_part()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office, specimen) = (taken.Host, taken.Office, taken.Specimen);
        var desk = await SpecimenCase.ArriveAsync(host, office);
        await taken.ShowAsync(await taken.RequestAsync(office.Lead));
        await taken.ShowAsync(await Told.LogAsync(host, office.Lead, new CustodyRequested(office.Lead.Stamp(), Purpose.Court, desk.LogId, desk.SourceId)));
        host.Time.Advance(Wait);
        var asking = await taken.AskAsync(office.Lead);
        var granted = await Asking.GrantedAsync(host, specimen, office.Lead, specimen.Account);
        var onDesk = await Asking.DeskHeadersOfAsync(host, desk, desk.Account);
        var (ofDesk, source) = (await taken.HeadersAsync(desk), (await taken.HeadersAsync(specimen))[0]);
        Func<GateOpening, GateOpening>[] others =
        [
            message => message with { Granted = granted },
            message => message with { Custody = [], Granted = granted },
            message => message with { Desk = onDesk },
            message => message with { Custody = [], Desk = onDesk },
            message => message with { Custody = [] },
            message => message with { Custody = [source, source] },
            message => message with { Custody = [source with { Part = specimen.Account.Id, Compartment = Compartment.Account }] },
        ];
        foreach (var change in others)
            Assert.Equal(GateRefusal.StatementOther, await asking.RefusalAsync(change));
        // Another part's header under this one's name, another case's source, and its shares, which another key holds.
        Assert.Equal(GateRefusal.HeldForeign, await asking.RefusalAsync(message => message with { Custody = [source with { Held = message.Custody[1].Held }] }));
        Assert.Equal(GateRefusal.CustodyUnknown, await asking.RefusalAsync(message => message with { Custody = ofDesk }));
        Assert.Equal(GateRefusal.HeldForeign, await asking.RefusalAsync(message => message with { Custody = [.. ofDesk.Where(header => header.Compartment == Compartment.Share)] }));
        var one = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Custody, specimen.Source);
        var unnamed = (await taken.HeadersAsync(specimen))[1];
        Assert.Equal(GateRefusal.StatementOther, await one.RefusalAsync(message => message with { Custody = [source, unnamed] }));
        // Of a case on the desk nothing: what its week holds is for nobody.
        var early = await Asking.LogAsync(host, desk, office.Lead, Purpose.Custody, [.. desk.OfCustody]);
        Assert.Equal(GateRefusal.HeldForeign, await early.RefusalAsync());

        foreach (var purpose in new[] { Purpose.Read, Purpose.Triage, Purpose.Verify, Purpose.Examine })
        {
            var reading = await Asking.LogAsync(host, specimen, office.Lead, purpose, specimen.Source, specimen.Account);
            Assert.Equal(GateRefusal.StatementOther, await reading.RefusalAsync(message => message with { Desk = [], Granted = [], Custody = [source] }));
            Assert.Equal(GateRefusal.StatementOther, await reading.RefusalAsync(message => message with { Desk = [], Granted = granted, Custody = [source] }));
        }

        // Nothing of all that has used it up; a case that was shredded takes it along.
        await asking.AskAsync();
        var last = await taken.AskAsync(office.Lead);
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, specimen.Case.ToString()]));
        Assert.Equal(GateRefusal.KeyShredded, await last.RefusalAsync());
    }

    [Fact]
    [Defends("T-32")]
    public async Task A_request_opens_the_source_that_it_names_and_no_other()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office, specimen) = (taken.Host, taken.Office, taken.Specimen);
        // As a portal that is taken over would take it: this case, and the source of another.
        var wrong = new CustodyRequested(office.Lead.Stamp(), Purpose.Contact, specimen.LogId, LogId.Parse(specimen.Account.Id.ToString()));
        var told = await taken.ShowAsync(await Told.LogAsync(host, office.Lead, wrong));
        host.Time.Advance(told.From - host.Time.GetUtcNow());
        Assert.Equal(GateRefusal.CustodyUnknown, await (await taken.AskAsync(office.Lead)).RefusalAsync());
        var right = await taken.ShowAsync(await taken.RequestAsync(office.Lead));
        Assert.Equal(GateRefusal.CustodyWaiting, await (await taken.AskAsync(office.Lead)).RefusalAsync());
        host.Time.Advance(right.From - host.Time.GetUtcNow());
        taken.AssertGiven(await (await taken.AskAsync(office.Lead)).AskAsync());
    }

    [Fact]
    [Defends("T-32")]
    public async Task After_thirty_days_a_request_has_ended_and_another_one_waits_anew()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var request = await taken.RequestAsync(office.Lead);
        var unseen = await taken.RequestAsync(office.Lead);
        var custody = await taken.ShowAsync(request);
        host.Time.Advance(Life - Second);
        var asking = await taken.AskAsync(office.Lead);
        var late = await taken.AskAsync(office.Lead);
        // A second one that waits takes nothing from the first.
        var next = await taken.RequestAsync(office.Lead);
        await taken.ShowAsync(next);
        await asking.AskAsync();

        host.Time.Advance(Second);
        Assert.Equal(custody.Until, host.Time.GetUtcNow());
        Assert.Equal(GateRefusal.CustodyWaiting, await late.RefusalAsync());
        foreach (var ended in new[] { request, unseen })
            Assert.Equal(GateRefusal.CustodyEnded, await RefusalAsync(taken.ShowAsync(ended)));
        host.Time.Advance(Wait);
        taken.AssertGiven(await (await taken.AskAsync(office.Lead)).AskAsync());
        host.Time.Advance(Life);
        Assert.Equal(GateRefusal.CustodyEnded, await (await taken.AskAsync(office.Lead)).RefusalAsync());
    }

    [Fact]
    [Defends("T-32")]
    public async Task Only_a_lead_asks_and_not_for_later()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var window = TimeSpan.FromMinutes(10);
        Assert.Equal(PortalHost.Noon + window + Life, (await taken.ShowAsync(await taken.RequestAsync(office.Lead, window))).Until);
        Assert.Equal(GateRefusal.StatementTime, await RefusalAsync(taken.ShowAsync(await taken.RequestAsync(office.Lead, window + Second))));

        // What the log of an honest portal would never hold.
        var log = host.Services.GetRequiredService<LogOfOrganisation>();
        host.Services.GetRequiredService<Sequencer>().Dispose();
        using var writer = LogWriter.Open(log.Folder, log.Signer);
        foreach (var person in new[] { office.Verifier, office.Administrator, office.Auditor })
        {
            long index = writer.Append([CanonicalJson.Write(person.Sign(taken.RequestBy(person)))]);
            Assert.Equal(
                GateRefusal.StatementOther, await RefusalAsync(host.GateClient.RequestCustodyAsync(() => writer.Tree, index, CancellationToken.None)));
        }

        Assert.Single(taken.Requests);
    }

    [Fact]
    [Defends("T-32")]
    public async Task An_unlogged_request_begins_nothing_whatever_proof_comes_with_it()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var logged = await taken.RequestAsync(office.Lead);
        var veto = await taken.VetoAsync(office.Auditor, logged);
        await taken.ShowAsync(logged);
        await taken.BringAsync(veto);
        var tree = host.Services.GetRequiredService<Sequencer>().Tree;
        var statements = host.Gate.Services.GetRequiredService<CustodyStatements>();
        string entry = Encoding.UTF8.GetString(tree.ReadEntry(logged.Index).Span);
        string proof = tree.Prove(logged.Index).ToString();
        Assert.Null(statements.Ask(new GateStatement(entry, proof), out _));

        string unlogged = Text(office.Lead, taken.RequestBy(office.Lead));
        Assert.Equal(GateRefusal.LogUnproven, statements.Ask(new GateStatement(unlogged, proof), out _));
        Assert.Equal(
            GateRefusal.StatementSigner, statements.Ask(new GateStatement(entry.Replace("contact", "protect", StringComparison.Ordinal), proof), out _));
        Assert.Equal(
            GateRefusal.StatementSigner,
            statements.Ask(new GateStatement(entry.Replace(office.Lead.Id.Text, office.Deputy.Id.Text, StringComparison.Ordinal), proof), out _));
        string unloggedVeto = Text(office.Administrator, new CustodyVetoed(office.Administrator.Stamp(), taken.Specimen.LogId, logged.Leaf));
        Assert.Equal(GateRefusal.LogUnproven, statements.Veto(new GateStatement(unloggedVeto, tree.Prove(veto.Index).ToString()), out _));
        Assert.Equal(1, (await taken.ShowAsync(logged)).Vetoes);
        Assert.Single(taken.Requests);

        static string Text(Person person, SignedAct act) => Encoding.UTF8.GetString(CanonicalJson.Write(person.Sign(act)));
    }

    [Fact]
    [Defends("T-32")]
    public async Task Where_the_root_asks_for_witnesses_neither_request_nor_veto_counts_that_they_did_not_see()
    {
        using var signer = new WitnessSigner("one.example", RandomNumberGenerator.GetBytes(32));
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        office.Witnesses = WitnessHost.Policy(1, signer.Key);
        await office.PublishAgainAsync(host, without: office.OtherVerifier);
        await taken.ShowTrustAsync();
        var request = await taken.RequestAsync(office.Lead);
        Assert.Equal(GateRefusal.LogUnproven, await RefusalAsync(taken.ShowAsync(request)));
        Assert.Empty(taken.Requests);
        var witnessed = Witnessed();
        var custody = await host.GateClient.RequestCustodyAsync(() => witnessed, request.Index, CancellationToken.None);
        Assert.Equal(host.Time.GetUtcNow() + Wait, custody.From);
        var veto = await taken.VetoAsync(office.Auditor, request);
        Assert.Equal(GateRefusal.LogUnproven, await RefusalAsync(taken.BringAsync(veto)));
        witnessed = Witnessed();
        Assert.Equal(1, (await host.GateClient.VetoCustodyAsync(() => witnessed, veto.Index, CancellationToken.None)).Vetoes);

        host.Time.Advance(Wait + VetoAdds);
        var asking = await taken.AskAsync(office.Lead);
        Assert.Equal(GateRefusal.LogUnproven, await asking.RefusalAsync());
        taken.AssertGiven(await asking.AskAsync(tree: Witnessed()));

        LogTree Witnessed()
        {
            var tree = host.Services.GetRequiredService<Sequencer>().Tree;
            using var witness = new Witness(
                Path.Combine(host.StorageFolder, $"one-{tree.Size}"), signer, [host.Services.GetRequiredService<LogOfOrganisation>().Key], host.Time);
            byte[] line = Encoding.UTF8.GetBytes(witness.Add(new AddCheckpoint(0, [], tree.Note).ToBytes()).Body);
            return tree.With(CheckpointNote.Cosignatures([.. tree.Note.Span, .. line], [signer.Key]));
        }
    }

    [Fact]
    [Defends("T-32")]
    public async Task A_gate_that_is_started_again_has_forgotten_neither_request_nor_veto()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var request = await taken.RequestAsync(office.Lead);
        await taken.ShowAsync(request);
        var custody = await taken.BringAsync(await taken.VetoAsync(office.Auditor, request));
        string folder = Path.Combine(host.Gate.Folder, "custody", Convert.ToHexStringLower(request.Leaf.ToArray()));
        Assert.Equal(
            [
                $"asked-{taken.Specimen.Case}-{taken.Specimen.Source.Id}-{office.Lead.Id.Text}-{PortalHost.Noon.ToUnixTimeSeconds()}-{custody.Until.ToUnixTimeSeconds()}",
                $"veto-{office.Auditor.Id.Text}-{PortalHost.Noon.ToUnixTimeSeconds()}",
            ],
            Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        host.Time.Advance(TimeSpan.FromHours(12));
        await host.Gate.DisposeAsync();
        await using var again = await GateHost.StartAsync(host.StorageFolder, host.Time, ("Gate:Folder", host.Gate.Folder), ("urls", host.Gate.Address));
        await host.UntilAsync(() => IsBack(host.GateClient));
        Assert.Equal(custody, await taken.ShowAsync(request));
        Assert.Equal(GateRefusal.CustodyWaiting, await (await taken.AskAsync(office.Lead)).RefusalAsync());
        host.Time.Advance(custody.From - host.Time.GetUtcNow());
        taken.AssertGiven(await (await taken.AskAsync(office.Lead)).AskAsync());

        static bool IsBack(GateClient gate)
        {
            try
            {
                return gate.IntroduceAsync(CancellationToken.None).GetAwaiter().GetResult() is not null;
            }
            catch (GateAwayException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Several_who_show_a_request_at_once_begin_it_once_also_where_a_crash_left_it_half_made()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var request = await taken.RequestAsync(taken.Office.Lead);
        string folder = Path.Combine(taken.Host.Gate.Folder, "custody", Convert.ToHexStringLower(request.Leaf.ToArray()));
        Directory.CreateDirectory(folder);
        Assert.Equal(GateRefusal.CustodyUnknown, await (await taken.AskAsync(taken.Office.Lead)).RefusalAsync());
        var shown = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => taken.ShowAsync(request)));
        Assert.Single(shown.Distinct());
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    [Defends("T-29")]
    public async Task A_lockdown_keeps_it_closed_and_the_waiting_time_goes_on()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var declared = await Told.LogAsync(host, office.Administrator, new LockdownDeclared(office.Administrator.Stamp()));
        await host.GateClient.LockAsync(() => host.Services.GetRequiredService<Sequencer>().Tree, declared.Index, CancellationToken.None);
        await taken.ShowAsync(await taken.RequestAsync(office.Lead));
        host.Time.Advance(Wait);
        var asking = await taken.AskAsync(office.Lead);
        Assert.Equal(GateRefusal.Locked, await asking.RefusalAsync());
        foreach (var lifter in new[] { office.Deputy, office.Auditor })
        {
            var lift = await Told.LogAsync(host, lifter, new LiftSigned(lifter.Stamp(), declared.Leaf));
            await host.GateClient.LiftAsync(() => host.Services.GetRequiredService<Sequencer>().Tree, lift.Index, CancellationToken.None);
        }

        taken.AssertGiven(await asking.AskAsync());
    }

    [Fact]
    public async Task A_trial_sets_no_waiting_time_and_a_setting_that_is_none_does_not_start()
    {
        await using (var taken = await TakenCase.OpenAsync(postgres, ("Gate:CustodyWait", "00:00:00")))
        {
            Assert.Equal(GateRefusal.CustodyUnknown, await (await taken.AskAsync(taken.Office.Lead)).RefusalAsync());
            await taken.ShowAsync(await taken.RequestAsync(taken.Office.Lead));
            taken.AssertGiven(await (await taken.AskAsync(taken.Office.Lead)).AskAsync());
        }

        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        foreach (string none in new[] { "-00:00:01", "30.00:00:00" })
        {
            await Assert.ThrowsAsync<OptionsValidationException>(
                () => GateHost.StartAsync(store.Folder, TimeProvider.System, ("Gate:CustodyWait", none)));
        }
    }

    [Fact]
    [Defends("T-32")]
    public async Task Both_gates_are_told_and_what_one_was_not_told_it_does_not_give()
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var gates = host.Services.GetRequiredService<GateClients>();
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var request = await Told.LogAsync(host, office.Lead, new CustodyRequested(office.Lead.Stamp(), Purpose.Protect, specimen.LogId, specimen.SourceId));
        await host.Gates[1].DisposeAsync();
        var one = await ShowAsync();
        Assert.False(one.All);
        Assert.True(gates.IsAway(gates.All[1]));
        Assert.Equal(new GateCustody(host.Time.GetUtcNow() + Wait, PortalHost.Noon + Life, 0), one.Custody);

        await using var back = await two.StartSecondAsync();
        host.Time.Advance(Wait);
        var asking = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Custody, [.. specimen.OfCustody]);
        Assert.Equal(GateRefusal.CustodyUnknown, await asking.RefusalAsync(through: gates.All[1]));
        // Told now, it waits from now on; together they say what the later one says.
        var both = await ShowAsync();
        Assert.Equal(new CustodyTold(one.Custody with { From = host.Time.GetUtcNow() + Wait }, All: true), both);
        Assert.Equal(one.Custody, await gates.All[0].RequestCustodyAsync(Tree, request.Index, CancellationToken.None));
        Assert.Equal(GateRefusal.CustodyWaiting, await asking.RefusalAsync(through: gates.All[1]));
        await asking.AskAsync();
        host.Time.Advance(Wait);
        var later = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Custody, [.. specimen.OfCustody]);
        Assert.Equal(specimen.OfCustody.Count(), (await later.AskAsync(through: gates.All[1])).Headers.Count);

        Task<CustodyTold> ShowAsync() => gates.RequestCustodyAsync(Tree, request.Index, CancellationToken.None);
        LogTree Tree() => host.Services.GetRequiredService<Sequencer>().Tree;
    }

    private static async Task<GateRefusal> RefusalAsync(Task asked) => (await Assert.ThrowsAsync<GateRefusedException>(() => asked)).Why;
}
