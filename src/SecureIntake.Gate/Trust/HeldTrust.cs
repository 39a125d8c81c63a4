using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Gate.History;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Trust;

/// <summary>
/// The newest directory that the gate was shown, with the place of its roster in the log. That place only grows, and one that was replaced is remembered:
/// an older directory, which still lists whom the root struck, does not come back, whoever brings it.
/// </summary>
internal sealed class HeldTrust
{
    private readonly Lock _one = new();
    private readonly LogHistory _history;
    private readonly GateOptions _options;
    private readonly TimeProvider _time;
    private GateWorld? _world;
    private GateTrust? _shown;

    public HeldTrust(IOptions<GateOptions> options, LogHistory history, TimeProvider time)
    {
        (_options, _history, _time) = (options.Value, history, time);
        if (!File.Exists(TrustFile))
            return;
        // Without it an older directory would pass for the newest.
        if (!GateMessage.TryParse<GateTrust>(File.ReadAllBytes(TrustFile), out var kept) || Read(kept) is not { } world)
            throw new InvalidDataException("trust.json cannot be read under the root's fingerprint: put the newest copy of the gate's folder back.");
        (_world, _shown) = (world, kept);
    }

    /// <summary>What holds today; null when nothing does.</summary>
    public GateWorld? Current => _world is { } world && world.HoldsOn(Today) ? world : null;

    /// <summary>The log that the gate goes by; null before it was shown any directory.</summary>
    public LogKey? Log => _world?.Log;

    private string TrustFile => Path.Combine(Path.GetFullPath(_options.Folder), "trust.json");

    // A mark for each roster that another one replaced.
    private string ReplacedMark(GateTrust message) =>
        Path.Combine(Path.GetFullPath(_options.Folder), "replaced", Convert.ToHexStringLower(message.Publication.Roster.BodyDigest.Span));

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    /// <summary>Takes a publication, unless the gate has seen a newer one.</summary>
    /// <returns>Why not; null when it is in force.</returns>
    public GateRefusal? Take(GateTrust message)
    {
        if (Read(message) is not { } world || !world.HoldsOn(Today) || !IsProven(message, world, out var note))
            return GateRefusal.TrustRefused;
        lock (_one)
        {
            if (_world is { } before)
            {
                // Another log has other places: which of two directories is the newer one, they could not tell.
                if (!before.Log.Equals(world.Log))
                    return GateRefusal.TrustRefused;
                // By the body: the log may hold it once more, at a later place, from whoever writes there and adds a signature of their own.
                if (world.Index < before.Index || world.Bodies.Roster.Issued < before.Bodies.Roster.Issued)
                    return GateRefusal.TrustOlder;
            }

            // It is shown again and again.
            if (_world?.Index == world.Index && _shown is { } same && ReplacedMark(same) == ReplacedMark(message))
                return null;
            if (File.Exists(ReplacedMark(message)))
                return GateRefusal.TrustOlder;
            if (_history.HasBegun(world.Log) && !_history.Follows(world.Log, note))
                return GateRefusal.LogUnknown;
            if (_shown is { } shown && ReplacedMark(shown) != ReplacedMark(message))
                Durable.ReplaceOwnerOnly(ReplacedMark(shown), []);
            Durable.ReplaceOwnerOnly(TrustFile, message.ToJson());
            (_world, _shown) = (world, message);
            return null;
        }
    }

    private GateWorld? Read(GateTrust message)
    {
        // What was taken long ago and has ended is still remembered for its place.
        if (!message.Publication.Policy.TryRead<PolicyDocument>(out var policy)
            || !message.Publication.TryVerify(File.ReadAllText(_options.RootFingerprintFile).Trim(), policy.Issued, out var bodies, out _))
            return null;
        return LogKey.TryParse(bodies.Policy.Log, out var log) && WitnessPolicy.TryParseSigned(bodies.Policy.Witnesses, out var witnesses)
            && LogProof.TryParse(message.Proof, out var proof)
            ? new GateWorld(bodies, log!, witnesses!, proof!.Index)
            : null;
    }

    private static bool IsProven(GateTrust message, GateWorld world, [NotNullWhen(true)] out byte[]? note)
    {
        note = null;
        byte[] bytes = Encoding.UTF8.GetBytes(message.Entry);
        if (!LogProof.TryParse(message.Proof, out var proof)
            || !Entry.TryParse(bytes, out var entry)
            || entry.Act is not DocumentPublished { Document: { Kind: "roster/v1" } document }
            || document.Body != message.Publication.Roster.Body
            || !proof!.Verify(world.Log, bytes))
            return false;
        note = proof.Note.ToArray();
        return true;
    }
}
