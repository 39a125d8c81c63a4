using SecureIntake.Audit.Log;

namespace SecureIntake.Cli.Files;

/// <summary>The file that keeps the newest checkpoint that a person saw of a log: what tells an old copy and a second history from the log.</summary>
internal sealed class SeenCheckpoint
{
    private readonly string? _path;
    private readonly byte[]? _note;

    private SeenCheckpoint(string? path, byte[]? note) => (_path, _note) = (path, note);

    /// <summary>None, or the one that was kept.</summary>
    public IReadOnlyList<Checkpoint> Checkpoints { get; private init; } = [];

    /// <summary>Reads the file; a missing one is a beginning.</summary>
    public static SeenCheckpoint Read(string? path)
    {
        if (path is null || !File.Exists(path)) return new SeenCheckpoint(path, null);
        var note = InputFile.ReadSmall(path);
        if (!CheckpointNote.TryRead(note, out var checkpoint)) throw CommandFailedException.Refused($"{path} holds no checkpoint");
        return new SeenCheckpoint(path, note) { Checkpoints = [checkpoint!] };
    }

    /// <summary>A checkpoint that this log's key did not sign proves nothing against the log. Without a key nobody can tell yet.</summary>
    /// <exception cref="CommandFailedException">It was kept of another log, or another key signed it.</exception>
    public void RequireSignedBy(LogKey? key)
    {
        if (_note is null || key is null) return;
        if (Checkpoints[0].Origin != key.Name) throw CommandFailedException.Refused($"{_path} keeps a checkpoint of another log, {Checkpoints[0].Origin}; this one is {key.Name}");
        if (!CheckpointNote.TryVerify(_note, key, out _)) throw CommandFailedException.Refused($"the checkpoint in {_path} was not signed by this log's key");
    }

    /// <summary>Keeps the newer one.</summary>
    public void Renew(ReadOnlyMemory<byte> note)
    {
        if (_path is null) return;
        using var file = OutputFile.At(_path, force: true);
        file.Stream.Write(note.Span);
        file.Commit();
    }
}
