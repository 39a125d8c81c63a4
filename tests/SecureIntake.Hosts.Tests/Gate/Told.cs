using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Auditing;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Gates;
using Person = SecureIntake.Hosts.Tests.Portal.Person;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>A member's statement that the log holds: what a gate is told.</summary>
/// <param name="Index">Where it stands.</param>
/// <param name="Leaf">Its leaf hash, by which others name it.</param>
internal sealed record Told(long Index, Audit.Bytes32 Leaf)
{
    /// <summary>Signs it and has it logged; the portal's own rules are passed by.</summary>
    public static async Task<Told> LogAsync(PortalHost host, Person person, SignedAct act)
    {
        byte[] bytes = CanonicalJson.Write(person.Sign(act));
        var row = OutboxEntry.Of(bytes);
        await using var cases = await host.OpenCasesAsync();
        cases.Outbox.Add(row);
        await cases.SaveChangesAsync();
        return new Told((await host.Services.GetRequiredService<Sequencer>().WaitAsync(row.Digest, CancellationToken.None)).Index, Rfc6962.Leaf(bytes));
    }

    /// <summary>Brings a lockdown, of all or of one member, to the gate.</summary>
    public Task<GateLocks> LockAsync(PortalHost host) =>
        host.GateClient.LockAsync(() => host.Services.GetRequiredService<Sequencer>().Tree, Index, CancellationToken.None);

    /// <summary>Brings a lift to the gate.</summary>
    public Task<GateLocks> LiftAsync(PortalHost host) =>
        host.GateClient.LiftAsync(() => host.Services.GetRequiredService<Sequencer>().Tree, Index, CancellationToken.None);

    /// <summary>Leaf hashes as the log writes them.</summary>
    public static List<Audit.Bytes32> Leaves(IEnumerable<Sealing.Documents.Bytes32> leaves) => [.. leaves.Select(leaf => new Audit.Bytes32(leaf.Span))];
}
