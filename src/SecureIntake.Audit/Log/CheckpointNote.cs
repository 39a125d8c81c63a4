using System.Text;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Log;

/// <summary>
/// A checkpoint as it is served (C2SP signed-note): its text, an empty line, the log's signature, then cosignatures by witnesses. Lines by
/// keys that the reader does not know are ignored, as the specification asks; what that can hide is for
/// <see cref="Verification.LogVerifier"/> to find.
/// </summary>
public static class CheckpointNote
{
    /// <summary>The longest note that is read, in bytes: a checkpoint with 64 cosignatures, whatever the names.</summary>
    public const int MaxLength = SignedNote.MaxLength;

    /// <summary>Reads a note that this log signed, exactly once.</summary>
    public static bool TryVerify(ReadOnlySpan<byte> note, LogKey key, out Checkpoint? checkpoint)
    {
        checkpoint = TryParse(note, out var candidate, out var parsed) && IsBy(key, candidate!, parsed!) ? candidate : null;
        return checkpoint is not null;
    }

    /// <summary>Reads what a note says, whoever signed it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> note, out Checkpoint? checkpoint) => TryParse(note, out checkpoint, out _);

    /// <summary>The cosignatures on a note that verify under one of these keys; at most one a key, the one that comes first.</summary>
    public static IReadOnlyList<Cosignature> Cosignatures(ReadOnlySpan<byte> note, IEnumerable<WitnessKey> witnesses) =>
        TryParse(note, out _, out var parsed) ? Cosignatures(parsed!, witnesses) : [];

    /// <summary>Adds cosignatures to a note; one by the same key is replaced.</summary>
    /// <exception cref="ArgumentException">The note is none, a cosignature is of another checkpoint, or the note would be too long to be read.</exception>
    public static byte[] Cosign(ReadOnlySpan<byte> note, IReadOnlyCollection<Cosignature> cosignatures)
    {
        if (!TryParse(note, out var checkpoint, out var parsed)) throw new ArgumentException("not a checkpoint", nameof(note));
        if (cosignatures.Any(c => !c.Verifies(checkpoint!))) throw new ArgumentException("a cosignature of another checkpoint", nameof(cosignatures));
        var kept = parsed!.Signatures.Where(line => !cosignatures.Any(c => c.Key.Made(line)));
        var cosigned = (parsed with { Signatures = [.. kept, .. cosignatures.Select(c => c.ToLine())] }).ToBytes();
        return cosigned.Length <= MaxLength ? cosigned : throw new ArgumentException("a note too long to be read", nameof(cosignatures));
    }

    /// <summary>Reads a note without a key, to learn its size before the key is known.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> note, out Checkpoint? checkpoint, out SignedNote? parsed)
    {
        checkpoint = null;
        return SignedNote.TryParse(note, out parsed) && Checkpoint.TryParse(parsed!.Text, out checkpoint);
    }

    internal static List<Cosignature> Cosignatures(SignedNote note, IEnumerable<WitnessKey> witnesses)
    {
        var found = new List<Cosignature>();
        foreach (var witness in witnesses)
        {
            foreach (var line in note.Signatures)
            {
                if (!witness.Made(line) || !Cosignature.TryRead(line, witness, note.Text, out var cosignature)) continue;
                found.Add(cosignature!);
                break;
            }
        }
        return found;
    }

    internal static byte[] Write(Checkpoint checkpoint, LogKey key, ReadOnlyMemory<byte> signature) =>
        new SignedNote(checkpoint.ToString(), [new NoteSignature(key.Name, key.Id, signature)]).ToBytes();

    /// <summary>Whether the note is this log's: origin, one line by its key, and that line right.</summary>
    internal static bool IsBy(LogKey key, Checkpoint checkpoint, SignedNote note) =>
        checkpoint.Origin == key.Name
        && note.Signatures.Where(key.Made).ToArray() is [var line]
        && key.Verifies(Encoding.UTF8.GetBytes(note.Text), line.Signature.Span);
}
