using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Log;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>A real portal, killed while members open parts. It runs on the real clock, as the gate beside it does.</summary>
public sealed class PortalKillTests(PostgresServer postgres)
{
    private const int Rounds = 6;
    private const int AtOnce = 6;

    [Defends("T-25")]
    [Fact]
    public async Task A_portal_killed_at_any_moment_has_let_out_no_header_without_its_entry()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        var (specimen, log) = await BeginAsync(store, office);
        await using var gate = await GateHost.StartAsync(store.Folder, TimeProvider.System);
        int given = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using var portal = await PortalProcess.StartAsync(store, gate);
            office.Lead.MoveTo(PortalHost.Connect(portal.Port));
            // The first round ends by itself, so that there is something to be sure of.
            var opening = Enumerable.Range(0, AtOnce).Select(_ => OpensAsync(specimen, office.Lead)).ToList();
            await (round == 0 ? Task.WhenAll(opening) : Task.Delay(RandomNumberGenerator.GetInt32(30, 500)));
            portal.Kill();
            given += (await Task.WhenAll(opening)).Count(opened => opened);
        }

        var served = Directory.GetFiles(Path.Combine(gate.Folder, "served"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!).ToList();
        Assert.True(new LogFolder(Path.Combine(store.Folder, "log")).TryOpen(log, out var tree));
        var logged = tree!.ReadEntries(0, tree.Size).Select(entry => Convert.ToHexStringLower(SHA256.HashData(entry.Span))).ToHashSet();
        Assert.InRange(given, AtOnce, served.Count);
        Assert.All(served, digest => Assert.Contains(digest, logged));
    }

    private static async Task<(SpecimenCase Specimen, LogKey Log)> BeginAsync(Store store, PortalOffice office)
    {
        await using var host = await PortalHost.StartAsync(store);
        host.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        await office.OpenAsync(host);
        return (await SpecimenCase.TakenAsync(host, office), host.Services.GetRequiredService<LogOfOrganisation>().Key);
    }

    private static async Task<bool> OpensAsync(SpecimenCase specimen, Portal.Person lead)
    {
        try
        {
            using var answer = await specimen.OpenAsync(lead, Purpose.Read, specimen.Account.Id);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // The portal died in the middle.
            return false;
        }
    }
}
