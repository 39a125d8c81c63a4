using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Gate;
using SecureIntake.Gate.Releases;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>What the gate refuses, asked without the portal's own rules between: as a portal would that was taken over.</summary>
public sealed class StatementTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private PortalHost Host => portal.Host;

    private PortalOffice Office => portal.Office;

    [Fact]
    public async Task A_logged_statement_gets_the_header_and_only_its_one_time_key_opens_what_comes()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var asking = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Triage, specimen.Account);
        var given = Assert.Single((await asking.AskAsync()).Headers);
        Assert.Equal(specimen.Account.Id, given.Part);
        Assert.True(SecureIntake.Opening.SmallFileOpening.TryOpen(given.Header, specimen.OneTime, out byte[]? header, out _));
        Assert.Equal(specimen.Account.Header.ToBytes(), header);
        foreach (var other in new[] { specimen.Desk, Office.Lead.Key.Identity })
            Assert.False(SecureIntake.Opening.SmallFileOpening.TryOpen(given.Header, other, out _, out _));
    }

    [Defends("T-25")]
    [Fact]
    public async Task A_statement_is_served_once_even_by_a_gate_that_was_restarted()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var asking = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Triage, specimen.Account);
        await asking.AskAsync();
        Assert.Equal(GateRefusal.StatementServed, await asking.RefusalAsync());
        // A fresh memory over the same folder, as a gate has it that was killed and started again.
        var restarted = new Marks(Options.Create(new GateOptions { Folder = Host.Gate.Folder }), Host.Time);
        byte[] bytes = Encoding.UTF8.GetBytes(asking.Entry);
        Assert.True(Entry.TryParse(bytes, out var entry));
        Assert.False(restarted.TryServe(System.Security.Cryptography.SHA256.HashData(bytes), Assert.IsType<PartsOpened>(entry.Act).Stamp.At));
    }

    [Defends("T-25")]
    [Fact]
    public async Task An_altered_statement_is_refused()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var asking = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Triage, specimen.Account);
        using var another = SecureIntake.Opening.HybridIdentity.Create(System.Security.Cryptography.RandomNumberGenerator.Fill);
        Assert.Equal(GateRefusal.StatementOther, await asking.RefusalAsync(message => message with { Recipient = another.Recipient }));
        Assert.Equal(
            GateRefusal.StatementSigner,
            await asking.RefusalAsync(message => message with { Entry = message.Entry.Replace("\"purpose\":\"triage\"", "\"purpose\":\"read\"", StringComparison.Ordinal) }));
        Assert.Equal(
            GateRefusal.StatementSigner,
            await asking.RefusalAsync(message => message with { Entry = message.Entry.Replace(Office.Lead.Id.Text, Office.Deputy.Id.Text, StringComparison.Ordinal) }));
        var unnamed = await asking.DeskHeadersAsync(specimen.Evidence);
        Assert.Equal(GateRefusal.StatementOther, await asking.RefusalAsync(message => message with { Desk = [.. message.Desk, .. unnamed] }));
        Assert.Equal(GateRefusal.StatementOther, await asking.RefusalAsync(message => message with { Desk = [] }));
        // Nothing of all that has used it up.
        await asking.AskAsync();
    }

    [Defends("T-25")]
    [Fact]
    public async Task What_a_source_sealed_is_not_given_for_another_part_or_another_case()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var other = await SpecimenCase.ArriveAsync(Host, Office);
        var asking = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Triage, specimen.Account);
        foreach (var instead in new[] { await asking.DeskHeadersAsync(specimen.Evidence), await asking.DeskHeadersAsync(other.Account) })
        {
            Assert.Equal(
                GateRefusal.HeldForeign,
                await asking.RefusalAsync(message => message with { Desk = [message.Desk[0] with { Held = instead[0].Held }] }));
        }
    }

    [Defends("T-25")]
    [Fact]
    public async Task An_unlogged_statement_is_refused_whatever_proof_comes_with_it()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var logged = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Triage, specimen.Account);
        var unlogged = Asking.Sign(specimen, Office.Lead, Purpose.Triage, specimen.Account);
        Assert.Equal(GateRefusal.LogUnproven, await logged.RefusalAsync(message => message with { Entry = unlogged }));
        Assert.Equal(
            GateRefusal.LogUnknown,
            await logged.RefusalAsync(message => message with { Proof = message.Proof.Replace("\n\n", "\n\nother.", StringComparison.Ordinal) }));
    }

    [Defends("T-25")]
    [Fact]
    public async Task A_statement_in_a_fork_is_refused_though_the_logs_own_key_signed_it()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var logged = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Triage, specimen.Account);
        await logged.AskAsync();
        // What the gate goes by is a file that anyone may hold against the public log.
        byte[] seen = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(Path.Combine(Host.Gate.Folder, "history"), "checkpoint", SearchOption.AllDirectories)));
        Assert.True(CheckpointNote.TryVerify(seen, Host.Services.GetRequiredService<LogOfOrganisation>().Key, out var checkpoint));
        Assert.True(checkpoint!.Size > logged.Index);

        string folder = Directory.CreateTempSubdirectory("secureintake-fork-").FullName;
        try
        {
            var tree = Host.Services.GetRequiredService<Sequencer>().Tree;
            using var fork = LogWriter.Open(Path.Combine(folder, "log"), Host.Services.GetRequiredService<LogOfOrganisation>().Signer);
            var entries = tree.ReadEntries(0, tree.Size).Select(entry => entry.ToArray()).ToList();
            string unlogged = Asking.Sign(specimen, Office.Lead, Purpose.Triage, specimen.Account);
            fork.Append([.. entries.SkipLast(1), Encoding.UTF8.GetBytes(unlogged)]);
            Assert.Equal(GateRefusal.LogUnknown, await logged.RefusalAsync(tree: fork.Tree, index: entries.Count - 1));
            fork.Append([.. entries.TakeLast(3)]);
            Assert.Equal(GateRefusal.LogUnknown, await logged.RefusalAsync(tree: fork.Tree, index: entries.Count - 1));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Defends("T-25")]
    [Fact]
    public async Task A_grant_opens_for_its_grantee_alone_and_in_its_own_case()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        var other = await SpecimenCase.TakenAsync(Host, Office);
        var deputys = await Asking.GrantedAsync(Host, specimen, Office.Deputy, specimen.Account);
        var lead = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Read, specimen.Account);
        Assert.Equal(GateRefusal.GrantRefused, await lead.RefusalAsync(message => message with { Granted = deputys }));
        var elsewhere = await Asking.GrantedAsync(Host, other, Office.Lead, other.Account);
        Assert.Equal(GateRefusal.GrantRefused, await lead.RefusalAsync(message => message with { Granted = elsewhere }));
        // Another grant's header under this grant's name.
        Assert.Equal(
            GateRefusal.HeldForeign, await lead.RefusalAsync(message => message with { Granted = [message.Granted[0] with { Held = deputys[0].Held }] }));
        await lead.AskAsync();
    }

    [Defends("T-25")]
    [Fact]
    public async Task The_desk_is_for_leads_and_closes_when_a_case_is_taken_even_for_an_old_copy_of_the_database()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var verifier = await Asking.LogAsync(Host, specimen, Office.Verifier, Purpose.Triage, specimen.Account);
        Assert.Equal(GateRefusal.DeskClosed, await verifier.RefusalAsync());
        // An old copy still has the desk's headers.
        var copied = await verifier.DeskHeadersAsync(specimen.Account);
        await (await specimen.TriageAsync(Office.Lead, Office.Deputy)).SuccessAsync();
        var late = await Asking.LogAsync(Host, specimen, Office.OtherLead, Purpose.Triage, specimen.Account);
        Assert.Equal(GateRefusal.DeskClosed, await late.RefusalAsync(message => message with { Desk = copied }));
    }

    [Fact]
    public async Task The_desk_closes_with_the_first_reader_where_the_gate_was_not_told()
    {
        var specimen = await SpecimenCase.TakenAsync(Host, Office);
        string mark = Path.Combine(Host.Gate.Folder, "taken", specimen.Case.ToString());
        File.Delete(mark);
        await (await specimen.OpenAsync(Office.Deputy, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        Assert.True(File.Exists(mark));
    }

    [Fact]
    public async Task Source_and_shares_are_not_given_whatever_is_said_of_them()
    {
        var specimen = await SpecimenCase.ArriveAsync(Host, Office);
        var asking = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Triage, specimen.Source);
        var account = await asking.DeskHeadersAsync(specimen.Account);
        Assert.Equal(
            GateRefusal.DeskClosed,
            await asking.RefusalAsync(message => message with { Desk = [account[0] with { Part = specimen.Source.Id, Compartment = Compartment.Source }] }));
        // The source's own header, by its own name, by another's, and by a grant of a lead who would have it.
        var source = (await asking.DeskHeadersAsync(specimen.Source))[0];
        Assert.Equal(GateRefusal.DeskClosed, await asking.RefusalAsync(message => message with { Desk = [source] }));
        Assert.Equal(GateRefusal.HeldForeign, await asking.RefusalAsync(message => message with { Desk = [source with { Compartment = Compartment.Account }] }));
        await (await specimen.TriageAsync(Office.Lead, Office.Deputy)).SuccessAsync();
        byte[] moved = (await asking.DeskHeadersAsync(specimen.Source))[0].Held;
        var grant = specimen.GrantTo(Office.Lead, specimen.Source with { Header = specimen.Account.Header }, Office.Lead, GrantPurpose.Triage, 365);
        Assert.True(SecureIntake.Sealing.Documents.SignedDocument.TryParse(Encoding.UTF8.GetBytes(grant["document"]!.ToJsonString()), out var document));
        var reading = await Asking.LogAsync(Host, specimen, Office.Lead, Purpose.Read, specimen.Source);
        Assert.Equal(GateRefusal.HeldForeign, await reading.RefusalAsync(message => message with { Desk = [], Granted = [new GrantedHeader(document, moved)] }));
    }
}
