using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SecureIntake.Sealing.Age;

/// <summary>Where the bytes of a payload stand: <c>nonce 16 ‖ chunks</c>, each chunk 65,536 bytes and a 16-byte tag, the last one shorter or full.</summary>
public static class PayloadLayout
{
    /// <summary>Plaintext bytes of a full chunk.</summary>
    public const int ChunkSize = 64 * 1024;

    /// <summary>Bytes before the first chunk.</summary>
    public const int NonceSize = 16;

    /// <summary>Bytes that sealing adds to a chunk.</summary>
    public const int TagSize = 16;

    internal const int SealedChunkSize = ChunkSize + TagSize;
    internal const int ChunkNonceSize = 12;

    /// <summary>Length of the payload of <paramref name="plaintextLength"/> bytes. An empty plaintext still has one (empty) chunk.</summary>
    public static long PayloadLength(long plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        var chunks = Math.Max(1, (plaintextLength + ChunkSize - 1) / ChunkSize);
        return NonceSize + plaintextLength + TagSize * chunks;
    }

    /// <summary>The plaintext length that a payload of this length would have; false if no payload has it. Needs no key.</summary>
    public static bool TryPlaintextLength(long payloadLength, out long plaintextLength)
    {
        plaintextLength = 0;
        var sealedLength = payloadLength - NonceSize;
        if (sealedLength < TagSize) return false;
        var full = sealedLength / SealedChunkSize;
        var rest = sealedLength % SealedChunkSize;
        if (rest is > 0 and < TagSize) return false;
        if (rest == TagSize && full > 0) return false; // only a whole payload that is empty has an empty last chunk
        plaintextLength = full * ChunkSize + (rest == 0 ? 0 : rest - TagSize);
        return true;
    }

    /// <summary>11-byte big-endian counter ‖ 01 for the last chunk, 00 before.</summary>
    internal static void WriteChunkNonce(Span<byte> nonce, long index, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[3..11], index);
        nonce[11] = last ? (byte)1 : (byte)0;
    }

    /// <summary>Chunk number <paramref name="index"/>: ciphertext, then its tag.</summary>
    internal static void SealChunk(ChaCha20Poly1305 cipher, long index, bool last, ReadOnlySpan<byte> plain, Span<byte> sealedChunk)
    {
        Span<byte> nonce = stackalloc byte[ChunkNonceSize];
        WriteChunkNonce(nonce, index, last);
        cipher.Encrypt(nonce, plain, sealedChunk[..plain.Length], sealedChunk[plain.Length..]);
    }
}
