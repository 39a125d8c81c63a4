using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SecureIntake.Audit;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Gate.History;

/// <summary>
/// The one history of the log that this gate goes by. It is a witness to itself: what does not extend the newest checkpoint that it saw is refused,
/// so nothing is ever given for an entry of a fork, or of an old copy that was put back.
/// </summary>
internal sealed class LogHistory(IOptions<GateOptions> options, TimeProvider time) : IDisposable
{
    // Askers prove by the state they have; it may be a little behind the newest.
    private const int Remembered = 256;

    private readonly Lock _one = new();
    private readonly Dictionary<long, Bytes32> _recent = [];
    private WitnessSigner? _signer;
    private Witness? _witness;

    /// <summary>Whether it has seen any of this log.</summary>
    public bool HasBegun(LogKey log) => Newest(log) is not null;

    /// <summary>Takes a request <c>add-checkpoint</c>.</summary>
    public WitnessAnswer Add(LogKey log, ReadOnlySpan<byte> body)
    {
        lock (_one)
        {
            var answer = WitnessOf(log).Add(body);
            if (answer.Status == 200 && AddCheckpoint.TryParse(body, out var request) && CheckpointNote.TryRead(request!.Note.Span, out var checkpoint))
            {
                _recent[checkpoint!.Size] = checkpoint.Root;
                if (_recent.Count > Remembered)
                    _recent.Remove(_recent.Keys.Min());
            }

            // The cosignature serves this gate's own memory; nobody is given it.
            return answer.Status == 200 ? answer with { Body = "" } : answer;
        }
    }

    /// <summary>Whether the log signed this note and its checkpoint is one of the history.</summary>
    public bool Follows(LogKey log, ReadOnlySpan<byte> note)
    {
        if (!CheckpointNote.TryVerify(note, log, out var checkpoint))
            return false;
        lock (_one)
        {
            return (_recent.TryGetValue(checkpoint!.Size, out var root) && root == checkpoint.Root) || Newest(log) == checkpoint;
        }
    }

    public void Dispose()
    {
        _witness?.Dispose();
        _signer?.Dispose();
    }

    private Checkpoint? Newest(LogKey log)
    {
        lock (_one)
        {
            return WitnessOf(log).Read(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(log.Name)))) is { } note
                && CheckpointNote.TryRead(note, out var checkpoint)
                ? checkpoint
                : null;
        }
    }

    // Which log, the root's policy says; a gate goes by one log as long as it lives.
    private Witness WitnessOf(LogKey log)
    {
        if (_witness is { } known)
            return known;
        string folder = Path.Combine(Path.GetFullPath(options.Value.Folder), "history");
        Durable.CreateFolder(folder);
        string seedFile = Path.Combine(folder, "witness.key");
        if (!File.Exists(seedFile))
            Durable.ReplaceOwnerOnly(seedFile, RandomNumberGenerator.GetBytes(32));
        _signer = WitnessSigner.FromFile("gate", seedFile);
        return _witness = new Witness(folder, _signer, [log], time);
    }
}
