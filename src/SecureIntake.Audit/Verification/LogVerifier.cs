using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Verification;

/// <summary>
/// Checks a whole log by its public reads alone (FORMAT.md, "Offline verification"): rebuilds the tree from the entries, compares every
/// tile, then the root with the signed checkpoint, and reads every entry. Memory does not grow with the log. One object checks once.
/// </summary>
public sealed class LogVerifier
{
    private readonly ILogReader _reader;
    private readonly Authority _authority;
    private readonly EntryJudge _judge;
    private readonly Expectations _expected;
    private readonly Queue<Checkpoint> _seen;
    private readonly List<(TileName Tile, List<Bytes32> Hashes)> _filled = [];
    private Edge _rebuilt = new();
    private Edge? _served;
    private Verdict.TamperedEntry? _changed;
    private Verdict.TamperedTile? _differs;
    private Verdict.TamperedTile? _beneath;
    private bool _forked;
    private bool _signed;

    /// <summary>Prepares a check.</summary>
    /// <param name="reader">The log.</param>
    /// <param name="authority">What is known beforehand: the root's fingerprint, the log's key, or both.</param>
    /// <param name="expected">What else the log is held to.</param>
    public LogVerifier(ILogReader reader, Authority authority, Expectations? expected = null)
    {
        _expected = expected ?? new Expectations();
        if (authority.Log is null && (authority.RootFingerprint is null || _expected.TreeOnly))
            throw new ArgumentException("a log can only be checked against a root or a key that came another way", nameof(authority));
        (_reader, _authority, _judge) = (reader, authority, new EntryJudge(authority, (index, entry) => Admitted?.Invoke(index, entry)));
        _seen = new(_expected.Seen.OrderBy(seen => seen.Size));
    }

    /// <summary>
    /// Told of each entry that stands where it may, in their order, for whoever wants to know what the log says. It counts when the verdict is
    /// <see cref="Verdict.Verified"/>, and not before.
    /// </summary>
    public Action<long, Entry>? Admitted { get; init; }

    /// <summary>Reads everything once.</summary>
    /// <exception cref="IOException">The log cannot be read; says nothing about it.</exception>
    public async Task<Verdict> VerifyAsync(CancellationToken cancel)
    {
        var note = await _reader.ReadCheckpointAsync(cancel);
        if (note is null) return Checkpoint(Fault.Missing);
        if (!CheckpointNote.TryParse(note, out var checkpoint, out var parsed)) return Checkpoint(Fault.Malformed);
        if (IsForeign(checkpoint!, parsed!)) return Checkpoint(Fault.Signature);

        CompareSeen();
        for (long index = 0; index * TileName.FullWidth < checkpoint!.Size; index++)
        {
            if (await ReadBundleAsync(index, checkpoint.Size, cancel) is { } missing)
            {
                await _judge.FinishAsync();
                await LearnKeyAsync(cancel);
                return IsForeign(checkpoint, parsed!) ? Checkpoint(Fault.Signature) : missing;
            }
            // With only the root's fingerprint given, the key is learnt from the log itself.
            if (IsForeign(checkpoint, parsed!)) return Checkpoint(Fault.Signature);
        }
        await _judge.FinishAsync();
        if (IsForeign(checkpoint, parsed!)) return Checkpoint(Fault.Signature);
        await CompareGrowingAsync(cancel);
        return Structure(checkpoint) ?? _judge.Refused ?? (_signed ? null : Checkpoint(Fault.Unvouched)) ?? Remembered() ?? Cosigned(parsed!)
            ?? await FilesAsync(checkpoint.Size, cancel) ?? new Verdict.Verified(checkpoint, _authority.Log!, note);
    }

    private static Verdict.TamperedTile Checkpoint(Fault fault) => new(LogFolder.CheckpointFile, fault);

    /// <summary>Whether the log's key is known and did not sign the checkpoint.</summary>
    private bool IsForeign(Checkpoint checkpoint, SignedNote note)
    {
        if (_signed || _authority.Log is not { } key) return false;
        _signed = CheckpointNote.IsBy(key, checkpoint, note);
        return !_signed;
    }

    /// <summary>
    /// Looks for the log's key in whatever first bundle there is. A checkpoint whose size was changed asks for a bundle that never was; its
    /// signature would tell, but the key to check it with stands in the bundle.
    /// </summary>
    private async Task LearnKeyAsync(CancellationToken cancel)
    {
        foreach (var path in _authority.Log is null ? _reader.ListFiles() ?? [] : [])
        {
            if (!TileName.TryParse(path, out var tile) || !tile.IsEntries || tile.Index > 0) continue;
            ReadOnlyMemory<byte> rest = await _reader.ReadTileAsync(tile, cancel) ?? default;
            while (EntryBundle.TryTake(ref rest, out var bytes))
            {
                if (Entry.TryParse(bytes.Span, out var entry) && entry.Act is DocumentPublished) _authority.Admit(entry);
            }
        }
    }

    /// <summary>
    /// Lines of witnesses that this check knows must verify, each once. A line by nobody known is ignored, as signed-note asks, but for one with
    /// the name or the key id of a witness who has no line: there a cosignature was changed.
    /// </summary>
    private Verdict.TamperedTile? Cosigned(SignedNote note)
    {
        var known = _authority.Witnesses.Concat(_expected.Witnesses.Witnesses.Select(w => w.Key)).ToHashSet();
        var lines = note.Signatures.Where(line => !_authority.Log!.Made(line)).ToList();
        var present = new HashSet<WitnessKey>();
        foreach (var line in lines)
        {
            if (known.FirstOrDefault(key => key.Made(line)) is not { } witness) continue;
            if (!Cosignature.TryRead(line, witness, note.Text, out _) || !present.Add(witness)) return Checkpoint(Fault.Signature);
        }
        if (known.Except(present).Any(missing => lines.Any(missing.Resembles))) return Checkpoint(Fault.Signature);
        return _expected.Witnesses.IsMetBy(present) ? null : Checkpoint(Fault.Unwitnessed);
    }

    /// <summary>Holds the rebuilt tree to what was seen when it had this size.</summary>
    private void CompareSeen()
    {
        while (_seen.TryPeek(out var seen) && seen.Size == _rebuilt.Size)
        {
            _forked |= _seen.Dequeue().Root != _rebuilt.Root();
        }
    }

    /// <summary>Whether the log is what was seen, and more. What is left over was larger than it.</summary>
    private Verdict.TamperedTile? Remembered() => _forked ? Checkpoint(Fault.Forked) : _seen.Count > 0 ? Checkpoint(Fault.RolledBack) : null;

    /// <summary>Entries N·256… against their level-0 tile. Only what makes going on pointless is returned; the rest is noted.</summary>
    private async Task<Verdict?> ReadBundleAsync(long index, long size, CancellationToken cancel)
    {
        var name = TileName.At(TileName.Entries(0).Level, index * TileName.FullWidth, size);
        var leaves = TileName.Hashes(0, index, name.Width);
        if (await _reader.ReadTileAsync(name, cancel) is not { } bundle) return new Verdict.TamperedTile(name.ToString(), Fault.Missing);
        if (await _reader.ReadTileAsync(leaves, cancel) is not { } tile) return new Verdict.TamperedTile(leaves.ToString(), Fault.Missing);
        if (tile.Length != name.Width * Bytes32.Length) return new Verdict.TamperedTile(leaves.ToString(), Fault.Malformed);
        var served = HashTile.Read(tile);

        var before = _rebuilt.Clone();
        var entries = new ReadOnlyMemory<byte>[name.Width];
        ReadOnlyMemory<byte> rest = bundle;
        for (var i = 0; i < name.Width; i++)
        {
            var position = index * TileName.FullWidth + i;
            if (!EntryBundle.TryTake(ref rest, out entries[i])) return _changed ?? new Verdict.TamperedEntry(position, Fault.Malformed);
            var leaf = Rfc6962.Leaf(entries[i].Span);
            if (leaf != served[i])
            {
                _changed ??= new Verdict.TamperedEntry(position, Fault.Hash);
                _differs ??= new Verdict.TamperedTile(leaves.ToString(), Fault.Hash);
            }
            _rebuilt.Add(leaf, (filled, hashes) => _filled.Add((filled, [.. hashes])));
            CompareSeen();
        }
        if (rest.Length > 0) return _changed ?? (Verdict)new Verdict.TamperedTile(name.ToString(), Fault.Malformed);

        // From the first difference on, a second tree grows from the tiles: the root will tell which of the two was changed.
        if (_changed is not null) _served ??= before;
        if (_served is not null) served.ForEach(hash => _served.Add(hash));
        await CompareFilledAsync(cancel);
        if (!_expected.TreeOnly) await _judge.TakeAsync(index * TileName.FullWidth, entries);
        return null;
    }

    private async Task CompareFilledAsync(CancellationToken cancel)
    {
        foreach (var (tile, hashes) in _filled) await CompareAsync(tile, hashes, cancel);
        _filled.Clear();
    }

    private async Task CompareGrowingAsync(CancellationToken cancel)
    {
        for (var level = 0; level < _rebuilt.Levels.Count; level++)
        {
            if (_rebuilt.Levels[level].Count == 0) continue;
            await CompareAsync(TileName.At(level, TileName.CountAt(level, _rebuilt.Size) - 1, _rebuilt.Size), _rebuilt.Levels[level], cancel);
        }
    }

    private async Task CompareAsync(TileName tile, List<Bytes32> rebuilt, CancellationToken cancel)
    {
        // Leaf hashes were compared with their entries, one by one.
        if (_differs is not null || tile.Level == 0) return;
        if (await _reader.ReadTileAsync(tile, cancel) is not { } bytes) _differs = new(tile.ToString(), Fault.Missing);
        else if (bytes.Length != tile.Width * Bytes32.Length) _differs = new(tile.ToString(), Fault.Malformed);
        else if (HashTile.Read(bytes).Zip(rebuilt).TakeWhile(pair => pair.First == pair.Second).Count() is var same && same < tile.Width)
        {
            _differs = new(tile.ToString(), Fault.Hash);
            _beneath = new(TileName.Hashes(tile.Level - 1, tile.Index * TileName.FullWidth + same).ToString(), Fault.Hash);
        }
    }

    /// <summary>Who is wrong where entries, tiles and root disagree: the root is signed, so what leads to it is right.</summary>
    private Verdict? Structure(Checkpoint checkpoint)
    {
        if (_rebuilt.Root() == checkpoint.Root) return _differs;
        if (_served?.Root() == checkpoint.Root) return _changed;
        // Neither leads to the root. A tile that differs may be the one that still does: then what lies beneath was changed as a whole.
        return _changed ?? (Verdict?)_beneath ?? _differs ?? Checkpoint(Fault.Hash);
    }

    /// <summary>Where files can be listed, none may be there but the log's; older, narrower tiles must be the beginning of what replaced them.</summary>
    private async Task<Verdict?> FilesAsync(long size, CancellationToken cancel)
    {
        foreach (var path in _reader.ListFiles() ?? [])
        {
            if (path == LogFolder.CheckpointFile) continue;
            if (!TileName.TryParse(path, out var tile) || !tile.IsCoveredBy(size)) return new Verdict.TamperedTile(path, Fault.Unknown);
            if (!tile.IsSupersededIn(size)) continue;
            var bytes = await _reader.ReadTileAsync(tile, cancel);
            var current = await _reader.ReadTileAsync(TileName.At(tile.Level, tile.Index * TileName.FullWidth, size), cancel);
            if (bytes is null || current is null || tile.Cut(current) is not { } expected || !expected.AsSpan().SequenceEqual(bytes))
                return new Verdict.TamperedTile(path, Fault.Hash);
        }
        return null;
    }
}
