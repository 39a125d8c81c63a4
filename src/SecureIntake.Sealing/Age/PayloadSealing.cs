using System.Security.Cryptography;
using SecureIntake.Sealing.Age.Batches;

namespace SecureIntake.Sealing.Age;

/// <summary>Seals a whole input on all cores, in the same memory for any length.</summary>
/// <remarks><see cref="PayloadWriter"/> gives the same bytes from one thread, takes what it is given piece by piece, and hashes.</remarks>
public static class PayloadSealing
{
    /// <summary>Writes the payload of what follows in <paramref name="plaintext"/>: nonce and chunks. Two seekable <see cref="FileStream"/>s
    /// are read and written by position; every byte is read once, so that a file which changes meanwhile meets no nonce twice.</summary>
    /// <param name="fileKey">A key that sealed nothing yet.</param>
    /// <param name="plaintext">Read to its end.</param>
    /// <param name="output">Left at the payload's end.</param>
    /// <param name="random">Draws 16 bytes, the nonce.</param>
    /// <exception cref="IOException">A stream could not be read or written, or a file changed its length. What was written is not whole.</exception>
    public static void Seal(FileKey fileKey, Stream plaintext, Stream output, RandomSource random)
    {
        var nonce = new byte[PayloadLayout.NonceSize];
        random(nonce);
        output.Write(nonce);
        BatchRun.TryRun(BatchShape.Sealing, plaintext, output, () => new Worker(fileKey.PayloadCipher(nonce)));
    }

    private sealed class Worker(ChaCha20Poly1305 cipher) : IBatchWorker
    {
        public bool TryTransform(long firstChunk, bool last, ReadOnlySpan<byte> input, Span<byte> output, out int written)
        {
            written = 0;
            var chunk = firstChunk;
            do // an empty payload still has one chunk
            {
                var length = Math.Min(input.Length, PayloadLayout.ChunkSize);
                PayloadLayout.SealChunk(cipher, chunk++, last && length == input.Length, input[..length], output.Slice(written, length + PayloadLayout.TagSize));
                written += length + PayloadLayout.TagSize;
                input = input[length..];
            }
            while (!input.IsEmpty);
            return true;
        }

        public void Dispose() => cipher.Dispose();
    }
}
