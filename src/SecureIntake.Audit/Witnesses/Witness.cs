using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Witnesses;

/// <summary>What a witness answers: the status of HTTP and the body.</summary>
/// <param name="Status">200, 400, 403, 404, 409 or 422, as C2SP tlog-witness says.</param>
/// <param name="Body">A cosignature line for 200, the size that the witness knows for 409, else nothing.</param>
public sealed record WitnessAnswer(int Status, string Body)
{
    /// <summary>The media type of the body.</summary>
    public string ContentType => Status == 409 ? "text/x.tlog.size" : "text/plain; charset=utf-8";
}

/// <summary>
/// A witness of logs (C2SP tlog-witness 1.0.0): it remembers the newest checkpoint of each log that it cosigned and cosigns only what extends
/// it. Two histories of one log can therefore not both have its cosignature, and an old copy gets none.
/// <para>Its memory is a folder: for each log <c>SHA-256(origin)/checkpoint</c>, the note that it cosigned last. It is on disk before the
/// cosignature is given away; a witness that forgot could be asked to sign a fork.</para>
/// </summary>
public sealed class Witness : IDisposable
{
    private const string StateFile = "checkpoint";

    private readonly Lock _one = new();
    private readonly string _folder;
    private readonly WitnessSigner _signer;
    private readonly Dictionary<string, LogKey> _logs;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;

    /// <summary>Opens or begins its memory.</summary>
    /// <param name="folder">Where it remembers.</param>
    /// <param name="signer">Its key; the caller disposes of it.</param>
    /// <param name="logs">The logs that it witnesses, one a name.</param>
    /// <param name="time">The clock of its cosignatures.</param>
    /// <exception cref="LogInUseException">Another process uses the folder: two could cosign two histories.</exception>
    /// <exception cref="LogDamagedException">What it remembers is not what it wrote. It must not begin anew by itself.</exception>
    public Witness(string folder, WitnessSigner signer, IEnumerable<LogKey> logs, TimeProvider time)
    {
        (_folder, _signer, _time) = (Path.GetFullPath(folder), signer, time);
        _logs = logs.ToDictionary(log => log.Name, StringComparer.Ordinal);
        Durable.CreateFolder(_folder);
        try
        {
            _lock = new FileStream(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(Path.Combine(_folder, "lock")))
        {
            throw new LogInUseException(e);
        }
        try
        {
            foreach (var log in _logs.Values) Remember(log);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Its public key.</summary>
    public WitnessKey Key => _signer.Key;

    /// <summary>Takes the body of a request <c>add-checkpoint</c>.</summary>
    public WitnessAnswer Add(ReadOnlySpan<byte> body)
    {
        if (!AddCheckpoint.TryParse(body, out var request) || !CheckpointNote.TryParse(request!.Note.Span, out var checkpoint, out var note))
            return new WitnessAnswer(400, "");
        if (!_logs.TryGetValue(checkpoint!.Origin, out var log)) return new WitnessAnswer(404, "");
        if (!CheckpointNote.IsBy(log, checkpoint, note!)) return new WitnessAnswer(403, "");
        if (request.OldSize > checkpoint.Size) return new WitnessAnswer(400, "");
        // From comparing to remembering nobody else may come between: an older answer would roll the memory back.
        lock (_one) return Add(log, request, checkpoint);
    }

    /// <summary>The checkpoint that it cosigned last, with its cosignature, for <c>GET SHA-256(origin)/checkpoint</c>; <c>null</c> when there is none.</summary>
    public byte[]? Read(string originHash) =>
        _logs.Values.FirstOrDefault(log => NameOf(log) == originHash) is { } log ? ReadState(log) : null;

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private WitnessAnswer Add(LogKey log, AddCheckpoint request, Checkpoint checkpoint)
    {
        var (known, last) = Remember(log);
        if (request.OldSize != known.Size) return Conflict(known);
        if (checkpoint.Size == known.Size && checkpoint.Root != known.Root) return Conflict(known);
        if (!ProofCheck.Extends(known.Size, known.Root, checkpoint.Size, checkpoint.Root, request.Proof)) return new WitnessAnswer(422, "");

        // A clock that was set back must not make a newer checkpoint look older.
        var time = Math.Max(last, _time.GetUtcNow().ToUnixTimeSeconds());
        var cosignature = _signer.Cosign(checkpoint, time);
        var folder = Path.Combine(_folder, NameOf(log));
        Durable.CreateFolder(folder);
        Durable.Replace(Path.Combine(folder, StateFile), Path.Combine(folder, StateFile + ".next"), Keep(log, request.Note.Span, cosignature));
        return new WitnessAnswer(200, cosignature + "\n");
    }

    /// <summary>What is kept is the log's own line and ours: what strangers added is not ours to repeat.</summary>
    private static byte[] Keep(LogKey log, ReadOnlySpan<byte> note, Cosignature cosignature)
    {
        _ = CheckpointNote.TryParse(note, out _, out var parsed);
        return (parsed! with { Signatures = [parsed.Signatures.Single(log.Made), cosignature.ToLine()] }).ToBytes();
    }

    private static WitnessAnswer Conflict(Checkpoint known) => new(409, known.Size.ToString(CultureInfo.InvariantCulture) + "\n");

    private (Checkpoint Known, long Time) Remember(LogKey log)
    {
        if (ReadState(log) is not { } note) return (new Checkpoint(log.Name, 0, Rfc6962.Empty), 0);
        if (!CheckpointNote.TryVerify(note, log, out var known) || CheckpointNote.Cosignatures(note, [Key]) is not [var cosignature])
            throw new LogDamagedException($"{NameOf(log)}/{StateFile}");
        return (known!, cosignature.Time);
    }

    private byte[]? ReadState(LogKey log)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(_folder, NameOf(log), StateFile));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string NameOf(LogKey log) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(log.Name)));
}
