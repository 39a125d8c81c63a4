using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Submissions;
using SecureIntake.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Opening;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>What custodians will open: held by the week's key while a case is on the desk, and by the case's own from then on.</summary>
public sealed class CustodyTests(PostgresServer postgres)
{
    private const int Rounds = 3;
    private const int AtOnce = 3;

    [Theory, BothDatabases]
    public async Task A_case_that_is_taken_takes_its_source_and_shares_along(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var desk = await SpecimenCase.ArriveAsync(host, office);
        var taken = await SpecimenCase.TakenAsync(host, office);
        await AssertHeldByAsync(host, desk, GateScope.Of(desk.Week));
        await AssertHeldByAsync(host, taken, GateScope.Of(taken.Case));
        // Through the gate, a custodian's share is theirs.
        var share = taken.OfCustody.First(part => part.Compartment == Compartment.Share);
        Assert.True(office.Custodian(1).TryUnwrap(share.Header, out _, out _));
    }

    [Defends("T-27")]
    [Fact]
    public async Task A_shredded_week_leaves_the_source_of_a_case_that_was_taken_and_a_shredded_case_takes_its_own_along()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var desk = await SpecimenCase.ArriveAsync(host, office);
        var shredded = await SpecimenCase.TakenAsync(host, office);
        var kept = await SpecimenCase.TakenAsync(host, office);
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, desk.Week.ToString()]));
        Assert.All(await CustodyOfAsync(host, desk), held => Assert.Null(OpenByAnyKey(host, desk, held)));
        await AssertHeldByAsync(host, shredded, GateScope.Of(shredded.Case));
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, shredded.Case.ToString()]));
        Assert.All(await CustodyOfAsync(host, shredded), held => Assert.Null(OpenByAnyKey(host, shredded, held)));
        await AssertHeldByAsync(host, kept, GateScope.Of(kept.Case));
    }

    [Defends("T-27")]
    [Fact]
    public async Task The_gate_moves_nothing_but_what_the_week_holds_of_the_case_that_was_taken()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var other = await SpecimenCase.ArriveAsync(host, office);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var custody = await CustodyOfAsync(host, specimen);
        var account = await Asking.DeskHeadersOfAsync(host, specimen, specimen.Account);
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
        // Asked again it does the same: whoever died before the answer was kept loses nothing.
        Assert.Equal(custody.Length, (await TakeAsync(host, specimen, custody)).Custody.Count);

        Assert.Equal(GateRefusal.HeldForeign, await RefusalAsync(host, specimen, [custody[0] with { Held = custody[1].Held }]));
        Assert.Equal(GateRefusal.HeldForeign, await RefusalAsync(host, specimen, [custody[0] with { Compartment = Compartment.Share }]));
        Assert.Equal(GateRefusal.HeldForeign, await RefusalAsync(host, specimen, await CustodyOfAsync(host, other)));
        // By the case's key already.
        Assert.Equal(GateRefusal.HeldForeign, await RefusalAsync(host, specimen, await CustodyOfAsync(host, specimen)));
        // The desk's headers have readers who re-address them.
        Assert.Equal(GateRefusal.StatementOther, await RefusalAsync(host, specimen, [custody[0] with { Compartment = Compartment.Account, Held = account[0].Held }]));
        Assert.Equal(GateRefusal.HeldForeign, await RefusalAsync(host, specimen, [custody[0] with { Held = account[0].Held }]));
        Assert.Equal(GateRefusal.KeyMissing, await RefusalAsync(host, specimen, custody, Week.Of(new DateOnly(2020, 1, 1))));
        // Held by all gates that the root lists, for this very case, or not at all.
        Assert.Equal(GateRefusal.KeysRefused, await RefusalAsync(host, specimen, custody, change: message => message with { Keys = [] }));
        Assert.Equal(
            GateRefusal.KeysRefused,
            await RefusalAsync(host, specimen, custody, change: message => message with { Keys = [host.Gate.Publish(GateScope.Of(other.Case))] }));
        // No other entry of the case will do, and no triage of another.
        Assert.Equal(GateRefusal.Malformed, await RefusalAsync(host, specimen, custody, change: message => message with { Entry = "{}" }));
        var opening = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account);
        Assert.Equal(GateRefusal.Malformed, await RefusalAsync(host, specimen, custody, index: opening.Index));
        Shredding.Run(["shred", host.Gate.Folder, specimen.Case.ToString()]);
        Assert.Equal(GateRefusal.KeyShredded, await RefusalAsync(host, specimen, custody));
    }

    [Theory, BothDatabases]
    public async Task Several_who_move_the_same_case_at_once_leave_it_moved(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var custody = await CustodyOfAsync(host, specimen);
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
        // As it was after the entry and before the move.
        await using (var cases = await host.OpenCasesAsync())
        {
            foreach (var part in await cases.Parts.Where(p => p.Case == specimen.Handle && p.Header != null).ToListAsync())
                part.Header = custody.Single(header => header.Part.ToString() == part.Id.Text).Held;
            (await cases.Submissions.SingleAsync(s => s.Handle == specimen.Handle)).CustodyMoved = false;
            await cases.SaveChangesAsync();
        }

        var moving = host.Services.GetRequiredService<CustodyMoving>();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => moving.MoveAsync(specimen.Handle, CancellationToken.None))), Assert.True);
        await AssertHeldByAsync(host, specimen, GateScope.Of(specimen.Case));
    }

    [Fact]
    public async Task What_a_gate_that_was_away_could_not_move_is_moved_when_it_is_back()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        SpecimenCase specimen;
        await using (var host = await PortalHost.StartAsync(store))
        {
            await office.OpenAsync(host);
            specimen = await SpecimenCase.ArriveAsync(host, office);
            await host.Gate.DisposeAsync();
            await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
            await using var cases = await host.OpenCasesAsync();
            Assert.False(await cases.Submissions.Where(s => s.Handle == specimen.Handle).Select(s => s.CustodyMoved).SingleAsync());
            Assert.Contains("still rests under its week", await office.Lead.Client.GetStringAsync("/"), StringComparison.Ordinal);
        }

        await using var again = await PortalHost.StartAsync(store);
        await SettleAsync(again);
        await AssertHeldByAsync(again, specimen, GateScope.Of(specimen.Case));
    }

    [Defends("T-27")]
    [Fact]
    public async Task Of_a_case_that_was_shredded_before_its_source_was_moved_nothing_is_left()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        Shredding.Run(["shred", host.Gate.Folder, specimen.Case.ToString()]);
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
        var erasing = host.Services.GetRequiredService<Erasing>();
        await erasing.EraseAsync(CancellationToken.None);
        host.Time.Advance(Erasing.Rest);
        await erasing.EraseAsync(CancellationToken.None);
        await using var cases = await host.OpenCasesAsync();
        Assert.Equal(0, await cases.Parts.CountAsync(p => p.Case == specimen.Handle));
    }

    [Fact]
    public async Task A_portal_killed_while_cases_are_taken_loses_no_source_and_moves_each_once()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        var specimens = new List<SpecimenCase>();
        var now = TimeProvider.System.GetUtcNow();
        await using (var host = await PortalHost.StartAsync(store))
        {
            host.Time.SetUtcNow(now);
            await office.OpenAsync(host);
            for (int i = 0; i < Rounds * AtOnce; i++)
                specimens.Add(await SpecimenCase.ArriveAsync(host, office));
        }

        await using (var gate = await GateHost.StartAsync(store.Folder, TimeProvider.System))
        {
            foreach (var round in specimens.Chunk(AtOnce))
            {
                using var portal = await PortalProcess.StartAsync(store, gate);
                office.Lead.MoveTo(PortalHost.Connect(portal.Port));
                var taking = round.Select(async specimen =>
                {
                    try
                    {
                        using var answer = await specimen.TriageAsync(office.Lead, office.Deputy);
                    }
                    catch (HttpRequestException)
                    {
                        // The portal died in the middle.
                    }
                }).ToList();
                // The first round ends by itself, so that there is something to be sure of.
                await (round[0] == specimens[0] ? Task.WhenAll(taking) : Task.Delay(RandomNumberGenerator.GetInt32(50, 400)));
                portal.Kill();
                await Task.WhenAll(taking);
            }
        }

        await using var after = await PortalHost.StartAsync(store);
        after.Time.SetUtcNow(now);
        await SettleAsync(after);
        await using var cases = await after.OpenCasesAsync();
        Assert.InRange(await cases.Submissions.CountAsync(s => s.State == CaseState.Open), AtOnce, specimens.Count);
        foreach (var specimen in specimens)
        {
            var state = await cases.Submissions.Where(s => s.Handle == specimen.Handle).Select(s => s.State).SingleAsync();
            await AssertHeldByAsync(after, specimen, state == CaseState.Open ? GateScope.Of(specimen.Case) : GateScope.Of(specimen.Week));
        }
    }

    /// <summary>Until no case that was taken waits for its own key.</summary>
    private static Task SettleAsync(PortalHost host) => host.UntilAsync(() =>
    {
        using var cases = host.Services.GetRequiredService<IDbContextFactory<SecureIntake.Cases.CasesContext>>().CreateDbContext();
        return !cases.Submissions.Any(s => s.State == CaseState.Open && !s.CustodyMoved);
    });

    /// <summary>Every source and share header of the case is the one that came, held by this key and by no other of the gate.</summary>
    private static async Task AssertHeldByAsync(PortalHost host, SpecimenCase specimen, GateScope scope)
    {
        var held = await CustodyOfAsync(host, specimen);
        Assert.Equal(specimen.OfCustody.Count(), held.Length);
        Assert.All(held, header =>
        {
            var part = specimen.Parts.Single(p => p.Id == header.Part);
            Assert.Equal(part.Header.ToBytes(), host.Gate.Open(header.Held, specimen.NameOf(part), scope));
            Assert.Null(host.Gate.Open(header.Held, specimen.NameOf(part), scope == GateScope.Of(specimen.Case) ? GateScope.Of(specimen.Week) : GateScope.Of(specimen.Case)));
        });
    }

    /// <summary>With every key that the gate's folder has.</summary>
    private static byte[]? OpenByAnyKey(PortalHost host, SpecimenCase specimen, CustodyHeader held) =>
        Directory.GetFiles(Path.Combine(host.Gate.Folder, "keys"), "*.seed")
            .Select(file => GateScope.TryParse(Path.GetFileNameWithoutExtension(file), out var scope)
                ? host.Gate.Open(held.Held, HeldName.Custody(specimen.Case, held.Part, held.Compartment), scope) : null)
            .FirstOrDefault(header => header is not null);

    private static Task<CustodyHeader[]> CustodyOfAsync(PortalHost host, SpecimenCase specimen) =>
        Asking.CustodyHeadersOfAsync(host, specimen, [.. specimen.OfCustody]);

    private static async Task<GateTaken> TakeAsync(
        PortalHost host, SpecimenCase specimen, CustodyHeader[] custody, Week? week = null, Func<GateTaking, GateTaking>? change = null, long? index = null)
    {
        await using var cases = await host.OpenCasesAsync();
        string handle = specimen.Handle.Text;
        long triage = (await cases.Outbox.Where(e => e.Case == handle && e.Type == "triage/v1").Select(e => e.Index).SingleAsync())!.Value;
        var world = await host.Services.GetRequiredService<CurrentWorld>().GetAsync(CancellationToken.None);
        var keys = await host.Services.GetRequiredService<GateDoor>().KeysAsync(GateScope.Of(specimen.Case), world!, CancellationToken.None);
        return await host.GateClient.TakeAsync(
            () => host.Services.GetRequiredService<Sequencer>().Tree, index ?? triage,
            (entry, proof) =>
            {
                var message = new GateTaking(entry, proof, week ?? specimen.Week, keys, custody);
                return change?.Invoke(message) ?? message;
            },
            CancellationToken.None);
    }

    private static async Task<GateRefusal> RefusalAsync(
        PortalHost host, SpecimenCase specimen, CustodyHeader[] custody, Week? week = null, Func<GateTaking, GateTaking>? change = null, long? index = null) =>
        (await Assert.ThrowsAsync<GateRefusedException>(() => TakeAsync(host, specimen, custody, week, change, index))).Why;
}
