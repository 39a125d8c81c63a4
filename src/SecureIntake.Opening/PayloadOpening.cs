using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Age.Batches;

namespace SecureIntake.Opening;

/// <summary>Opens a whole payload on all cores, in the same memory for any length.</summary>
/// <remarks><see cref="PayloadReader"/> does the same on one thread, and hashes.</remarks>
public static class PayloadOpening
{
    /// <summary>Writes the plaintext of what follows in <paramref name="payload"/>. Two seekable <see cref="FileStream"/>s are read and written by
    /// position: then <paramref name="output"/> holds anything after a failure and must be thrown away. Any other output receives
    /// authentic chunks only, in order.</summary>
    /// <param name="fileKey">What the header gave.</param>
    /// <param name="payload">From the nonce on.</param>
    /// <param name="output">Left at the plaintext's end.</param>
    /// <param name="why">Why it did not open.</param>
    /// <param name="chunk">After a failure, the first chunk that is wrong.</param>
    /// <exception cref="IOException">A stream could not be read or written, or a file changed its length.</exception>
    public static bool TryOpen(FileKey fileKey, Stream payload, Stream output, out OpenFailure why, out long chunk)
    {
        (why, chunk) = (OpenFailure.None, 0);
        var first = new FirstFailure();
        try
        {
            var nonce = new byte[PayloadLayout.NonceSize];
            // age counts the nonce as header: without it there is no payload to be short of.
            if (payload.ReadAtLeast(nonce, nonce.Length, throwOnEndOfStream: false) < nonce.Length)
            {
                why = OpenFailure.HeaderMalformed;
                return false;
            }
            if (BatchRun.TryRun(BatchShape.Opening, payload, output, () => new Worker(new ChunkOpener(fileKey.PayloadCipher(nonce)), first))) return true;
            (why, chunk) = (first.Why, first.Chunk);
        }
        catch (MalformedArmorException)
        {
            why = OpenFailure.ArmorMalformed;
        }
        return false;
    }

    private sealed class Worker(ChunkOpener opener, FirstFailure first) : IBatchWorker
    {
        public bool TryTransform(long firstChunk, bool last, ReadOnlySpan<byte> input, Span<byte> output, out int written)
        {
            written = 0;
            for (var chunk = firstChunk; ; chunk++)
            {
                var length = Math.Min(input.Length, PayloadLayout.SealedChunkSize);
                var why = opener.Open(chunk, last && length == input.Length, input[..length], output[written..], out var released);
                written += released;
                if (why != OpenFailure.None)
                {
                    first.Note(why, chunk);
                    return false;
                }
                input = input[length..];
                if (input.IsEmpty) return true;
            }
        }

        public void Dispose() => opener.Dispose();
    }

    /// <summary>The failure that stands first in the payload, whichever thread found it first.</summary>
    private sealed class FirstFailure
    {
        private readonly Lock _lock = new();

        public OpenFailure Why { get; private set; }
        public long Chunk { get; private set; } = long.MaxValue;

        public void Note(OpenFailure why, long chunk)
        {
            lock (_lock)
                if (chunk < Chunk) (Why, Chunk) = (why, chunk);
        }
    }
}
