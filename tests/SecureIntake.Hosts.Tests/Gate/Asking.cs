using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Submissions;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using HeldPart = SecureIntake.Hosts.Tests.Portal.HeldPart;
using Person = SecureIntake.Hosts.Tests.Portal.Person;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>A statement in the log, with which the gate is asked directly: the portal's own rules are passed by.</summary>
internal sealed class Asking
{
    private readonly PortalHost _host;
    private readonly SpecimenCase _specimen;
    private readonly DeskHeader[] _desk;
    private readonly GrantedHeader[] _granted;
    private readonly CustodyHeader[] _custody;

    private Asking(
        PortalHost host, SpecimenCase specimen, string entry, long index, DeskHeader[] desk, GrantedHeader[] granted, CustodyHeader[] custody) =>
        (_host, _specimen, Entry, Index, _desk, _granted, _custody) = (host, specimen, entry, index, desk, granted, custody);

    public string Entry { get; }

    /// <summary>Where it stands in the log.</summary>
    public long Index { get; }

    /// <summary>Signs an opening of these parts.</summary>
    public static string Sign(SpecimenCase specimen, Person person, Purpose purpose, params HeldPart[] parts) =>
        Encoding.UTF8.GetString(CanonicalJson.Write(person.Sign(new PartsOpened(
            person.Stamp(), purpose, specimen.LogId, [.. parts.Select(part => LogId.Parse(part.Id.ToString()))], specimen.OneTimeDigest))));

    /// <summary>Signs one and has it logged; what there is of held headers is asked for with it.</summary>
    public static async Task<Asking> LogAsync(PortalHost host, SpecimenCase specimen, Person person, Purpose purpose, params HeldPart[] parts)
    {
        string entry = Sign(specimen, person, purpose, parts);
        var row = OutboxEntry.Of(Encoding.UTF8.GetBytes(entry));
        await using (var cases = await host.OpenCasesAsync())
        {
            cases.Outbox.Add(row);
            await cases.SaveChangesAsync();
        }

        var logged = await host.Services.GetRequiredService<Sequencer>().WaitAsync(row.Digest, CancellationToken.None);
        if (purpose == Purpose.Custody)
            return new Asking(host, specimen, entry, logged.Index, [], [], await CustodyHeadersOfAsync(host, specimen, parts));
        var granted = await GrantedAsync(host, specimen, person, parts);
        var desk = granted.Length > 0 ? [] : await DeskHeadersOfAsync(host, specimen, parts);
        return new Asking(host, specimen, entry, logged.Index, desk, granted, []);
    }

    /// <summary>The held headers of the desk, as the database has them.</summary>
    public Task<DeskHeader[]> DeskHeadersAsync(params HeldPart[] parts) => DeskHeadersOfAsync(_host, _specimen, parts);

    /// <summary>The held headers of someone's grants, as the database has them.</summary>
    public static async Task<GrantedHeader[]> GrantedAsync(PortalHost host, SpecimenCase specimen, Person person, params HeldPart[] parts)
    {
        await using var cases = await host.OpenCasesAsync();
        var rows = await cases.Grants.AsNoTracking().Where(g => g.Case == specimen.Handle && g.Grantee == person.Id.Text).ToListAsync();
        return [.. rows.Where(row => parts.Any(part => part.Id.ToString() == row.Part.Text)).Select(row =>
        {
            Assert.True(SignedDocument.TryParse(Encoding.UTF8.GetBytes(row.Document), out var grant));
            return new GrantedHeader(grant, row.Header);
        })];
    }

    /// <summary>Asks, after a change that a test wants.</summary>
    public Task<GateAnswer> AskAsync(
        Func<GateOpening, GateOpening>? change = null, LogTree? tree = null, long? index = null, GateClient? through = null) =>
        (through ?? _host.GateClient).OpenAsync(
            () => tree ?? _host.Services.GetRequiredService<Sequencer>().Tree, index ?? Index,
            (entry, proof) =>
            {
                var message = new GateOpening(entry, proof, _specimen.OneTime.Recipient, _desk, _granted, _custody);
                return change?.Invoke(message) ?? message;
            },
            CancellationToken.None);

    /// <summary>Why the gate gives nothing: the first one, or the one at the end of a line.</summary>
    public async Task<GateRefusal> RefusalAsync(
        Func<GateOpening, GateOpening>? change = null, LogTree? tree = null, long? index = null, GateClient? through = null) =>
        (await Assert.ThrowsAsync<GateRefusedException>(() => AskAsync(change, tree, index, through))).Why;

    /// <summary>The same of a case of which nothing is asked.</summary>
    public static async Task<DeskHeader[]> DeskHeadersOfAsync(PortalHost host, SpecimenCase specimen, params HeldPart[] parts)
    {
        await using var cases = await host.OpenCasesAsync();
        var rows = await cases.Parts.AsNoTracking().Where(p => p.Header != null).ToListAsync();
        Assert.True(Week.TryParse(await cases.Submissions.Where(s => s.Handle == specimen.Handle).Select(s => s.Week).SingleAsync(), out var week));
        return [.. parts.SelectMany(part => rows.Where(row => row.Id.Text == part.Id.ToString())
            .Select(row => new DeskHeader(part.Id, part.Compartment, week, row.Header!)))];
    }

    /// <summary>The held headers of source and shares, as the database has them.</summary>
    public static async Task<CustodyHeader[]> CustodyHeadersOfAsync(PortalHost host, SpecimenCase specimen, params HeldPart[] parts)
    {
        await using var cases = await host.OpenCasesAsync();
        var rows = await cases.Parts.AsNoTracking().Where(p => p.Case == specimen.Handle && p.Header != null).ToListAsync();
        return [.. parts.SelectMany(part => rows.Where(row => row.Id.Text == part.Id.ToString())
            .Select(row => new CustodyHeader(part.Id, part.Compartment, row.Header!)))];
    }
}
