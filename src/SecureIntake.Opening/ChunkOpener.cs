using System.Security.Cryptography;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>Opens single chunks of a payload and says what is wrong with one that does not open.</summary>
internal sealed class ChunkOpener(ChaCha20Poly1305 cipher) : IDisposable
{
    /// <summary>Opens a chunk.</summary>
    /// <param name="index">Its place in the payload.</param>
    /// <param name="last">Whether the payload ends with it.</param>
    /// <param name="sealedChunk">Ciphertext and tag.</param>
    /// <param name="plain">Receives the plaintext.</param>
    /// <param name="released">Bytes of <paramref name="plain"/> that are authentic. As in age, a true chunk may leave even where it turns out to stand at
    /// the wrong end and the whole is an error.</param>
    public OpenFailure Open(long index, bool last, ReadOnlySpan<byte> sealedChunk, Span<byte> plain, out int released)
    {
        released = 0;
        if (sealedChunk.Length < PayloadLayout.TagSize) return OpenFailure.Truncated;
        var failure = Classify(index, last, sealedChunk, plain);
        if (failure == OpenFailure.PayloadTampered) return failure;
        released = sealedChunk.Length - PayloadLayout.TagSize;
        return released == 0 && index > 0 ? OpenFailure.TrailingData : failure; // only a payload that is empty ends in an empty chunk
    }

    public void Dispose() => cipher.Dispose();

    private OpenFailure Classify(long index, bool last, ReadOnlySpan<byte> sealedChunk, Span<byte> plain)
    {
        if (TryDecrypt(index, last, sealedChunk, plain)) return OpenFailure.None;
        // Say what happened: a chunk that opens under the other flag is whole, but stands at the wrong end.
        if (last && sealedChunk.Length == PayloadLayout.SealedChunkSize && TryDecrypt(index, last: false, sealedChunk, plain)) return OpenFailure.Truncated;
        if (!last && TryDecrypt(index, last: true, sealedChunk, plain)) return OpenFailure.TrailingData;
        return OpenFailure.PayloadTampered;
    }

    private bool TryDecrypt(long index, bool last, ReadOnlySpan<byte> sealedChunk, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[PayloadLayout.ChunkNonceSize];
        PayloadLayout.WriteChunkNonce(nonce, index, last);
        var length = sealedChunk.Length - PayloadLayout.TagSize;
        try
        {
            cipher.Decrypt(nonce, sealedChunk[..length], sealedChunk[length..], plain[..length]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
