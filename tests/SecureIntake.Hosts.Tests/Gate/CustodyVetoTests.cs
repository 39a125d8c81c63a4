using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Gates;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>Vetoes against a request for a source: what the gate makes of them, without the portal's own rules between.</summary>
public sealed class CustodyVetoTests(PostgresServer postgres)
{
    private static readonly TimeSpan VetoAdds = TimeSpan.FromHours(72);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    [Defends("T-32")]
    public async Task A_veto_adds_three_days_for_each_member_once_and_stays_when_they_are_struck()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var request = await taken.RequestAsync(office.Lead);
        var early = await taken.VetoAsync(office.Auditor, request);
        Assert.Equal(GateRefusal.CustodyUnknown, await RefusalAsync(taken.BringAsync(early)));
        var first = await taken.ShowAsync(request);
        for (int times = 0; times < 2; times++)
            Assert.Equal(first with { From = first.From + VetoAdds, Vetoes = 1 }, await taken.BringAsync(early));
        // The same member by another entry.
        Assert.Equal(1, (await taken.BringAsync(await taken.VetoAsync(office.Auditor, request))).Vetoes);
        Assert.Equal(2, (await taken.BringAsync(await taken.VetoAsync(office.Administrator, request))).Vetoes);
        var all = first with { From = first.From + (3 * VetoAdds), Vetoes = 3 };
        Assert.Equal(all, await taken.BringAsync(await taken.VetoAsync(office.Deputy, request)));

        await office.PublishAgainAsync(host, without: office.Auditor);
        await taken.ShowTrustAsync();
        Assert.Equal(all, await taken.ShowAsync(request));
        Assert.Equal(GateRefusal.StatementSigner, await RefusalAsync(taken.BringAsync(early)));
        host.Time.Advance(all.From - Second - host.Time.GetUtcNow());
        var asking = await taken.AskAsync(office.Lead);
        Assert.Equal(GateRefusal.CustodyWaiting, await asking.RefusalAsync());
        host.Time.Advance(Second);
        taken.AssertGiven(await asking.AskAsync());
    }

    [Fact]
    [Defends("T-32")]
    public async Task Asking_once_more_is_no_way_round_a_veto_and_a_late_one_closes_what_was_open()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var request = await taken.RequestAsync(office.Lead);
        var first = await taken.ShowAsync(request);
        await taken.BringAsync(await taken.VetoAsync(office.Auditor, request));
        host.Time.Advance(TimeSpan.FromHours(1));
        var again = await taken.ShowAsync(await taken.RequestAsync(office.Lead));
        Assert.Equal((first.From + TimeSpan.FromHours(1) + VetoAdds, 1), (again.From, again.Vetoes));

        host.Time.Advance(again.From - host.Time.GetUtcNow());
        taken.AssertGiven(await (await taken.AskAsync(office.Lead)).AskAsync());
        var late = await taken.BringAsync(await taken.VetoAsync(office.Administrator, request));
        Assert.Equal(host.Time.GetUtcNow() + VetoAdds, late.From);
        Assert.Equal(GateRefusal.CustodyWaiting, await (await taken.AskAsync(office.Lead)).RefusalAsync());
        host.Time.Advance(VetoAdds);
        taken.AssertGiven(await (await taken.AskAsync(office.Lead)).AskAsync());
    }

    [Fact]
    public async Task A_veto_is_by_another_who_has_a_say_and_of_the_request_that_it_names()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var (host, office) = (taken.Host, taken.Office);
        var other = await SpecimenCase.TakenAsync(host, office);
        var request = await taken.RequestAsync(office.Lead);
        var custody = await taken.ShowAsync(request);
        foreach (var person in new[] { office.Lead, office.Verifier })
            Assert.Equal(GateRefusal.StatementOther, await RefusalAsync(taken.BringAsync(await taken.VetoAsync(person, request))));
        var elsewhere = await Told.LogAsync(host, office.Auditor, new CustodyVetoed(office.Auditor.Stamp(), other.LogId, request.Leaf));
        Assert.Equal(GateRefusal.StatementOther, await RefusalAsync(taken.BringAsync(elsewhere)));
        var ofNone = await Told.LogAsync(host, office.Auditor, new CustodyVetoed(office.Auditor.Stamp(), taken.Specimen.LogId, elsewhere.Leaf));
        Assert.Equal(GateRefusal.CustodyUnknown, await RefusalAsync(taken.BringAsync(ofNone)));
        // What is no veto is none, and no request.
        Assert.Equal(GateRefusal.Malformed, await RefusalAsync(taken.BringAsync(request)));
        Assert.Equal(GateRefusal.Malformed, await RefusalAsync(taken.ShowAsync(ofNone)));
        Assert.Equal(custody, await taken.ShowAsync(request));
    }

    [Fact]
    [Defends("T-32")]
    public async Task Whoever_vetoed_and_was_struck_before_the_gate_was_told_has_vetoed()
    {
        await using var taken = await TakenCase.OpenAsync(postgres);
        var request = await taken.RequestAsync(taken.Office.Lead);
        await taken.ShowAsync(request);
        var veto = await taken.VetoAsync(taken.Office.Deputy, request);
        await taken.Office.PublishAgainAsync(taken.Host, without: taken.Office.Deputy);
        Assert.Equal(1, (await taken.BringAsync(veto)).Vetoes);
    }

    [Fact]
    public async Task A_veto_reaches_the_gate_that_waits_though_the_other_knows_of_no_request()
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var gates = host.Services.GetRequiredService<GateClients>();
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var request = await Told.LogAsync(host, office.Lead, new CustodyRequested(office.Lead.Stamp(), Purpose.Protect, specimen.LogId, specimen.SourceId));
        await host.Gates[0].DisposeAsync();
        var shown = await gates.RequestCustodyAsync(Tree, request.Index, CancellationToken.None);
        Assert.False(shown.All);
        var back = await two.StartAgainAsync(host.Gates[0]);
        var veto = await Told.LogAsync(host, office.Auditor, new CustodyVetoed(office.Auditor.Stamp(), specimen.LogId, request.Leaf));
        Assert.Equal(GateRefusal.CustodyUnknown, await RefusalAsync(gates.VetoCustodyAsync(Tree, veto.Index, CancellationToken.None)));
        Assert.Equal(1, (await gates.All[1].RequestCustodyAsync(Tree, request.Index, CancellationToken.None)).Vetoes);

        var told = await gates.RequestCustodyAsync(Tree, request.Index, CancellationToken.None);
        Assert.Equal(new CustodyTold(shown.Custody with { From = shown.Custody.From + VetoAdds, Vetoes = 1 }, All: true), told);
        Assert.Equal(told, await gates.VetoCustodyAsync(Tree, veto.Index, CancellationToken.None));
        await back.DisposeAsync();
        await host.Gates[1].DisposeAsync();
        await Assert.ThrowsAsync<GateAwayException>(() => gates.VetoCustodyAsync(Tree, veto.Index, CancellationToken.None));

        LogTree Tree() => host.Services.GetRequiredService<Sequencer>().Tree;
    }

    private static async Task<GateRefusal> RefusalAsync(Task asked) => (await Assert.ThrowsAsync<GateRefusedException>(() => asked)).Why;
}
