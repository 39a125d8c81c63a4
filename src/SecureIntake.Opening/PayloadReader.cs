using System.Security.Cryptography;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>Opens a payload chunk by chunk. A chunk leaves only after its tag was checked.</summary>
/// <remarks>A payload is whole only when <see cref="TryCopyTo"/> says so: until then what was released is a true beginning, and no more.</remarks>
public sealed class PayloadReader : IDisposable
{
    private readonly FileKey _fileKey;
    private readonly Stream _payload;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    // One byte more than a chunk: a pipe tells its end only when asked for more.
    private readonly byte[] _sealed = new byte[PayloadLayout.SealedChunkSize + 1];
    private readonly byte[] _plain = GC.AllocateArray<byte>(PayloadLayout.ChunkSize, pinned: true);
    private byte[]? _digest;

    /// <summary>Reads <paramref name="payload"/> from its nonce on. Neither argument is disposed.</summary>
    public PayloadReader(FileKey fileKey, Stream payload) => (_fileKey, _payload) = (fileKey, payload);

    /// <summary>Chunks released so far; after a failure, the index of the chunk that failed.</summary>
    public long Chunk { get; private set; }

    /// <summary>SHA-256 of the whole payload, once it was read to its end.</summary>
    public ReadOnlyMemory<byte> Digest => _digest ?? throw new InvalidOperationException("The payload was not read to its end.");

    /// <summary>Writes the plaintext to <paramref name="output"/>. Called once.</summary>
    public bool TryCopyTo(Stream output, out OpenFailure why)
    {
        try
        {
            why = CopyTo(output);
        }
        catch (MalformedArmorException)
        {
            why = OpenFailure.ArmorMalformed;
        }
        return why == OpenFailure.None;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_plain);
        _hash.Dispose();
    }

    private OpenFailure CopyTo(Stream output)
    {
        Span<byte> nonce = stackalloc byte[PayloadLayout.NonceSize];
        // age counts the nonce as header: without it there is no payload to be short of.
        if (_payload.ReadAtLeast(nonce, nonce.Length, throwOnEndOfStream: false) < nonce.Length) return OpenFailure.HeaderMalformed;
        _hash.AppendData(nonce);
        using var opener = new ChunkOpener(_fileKey.PayloadCipher(nonce));

        var held = 0;
        for (; ; Chunk++)
        {
            held += _payload.ReadAtLeast(_sealed.AsSpan(held), _sealed.Length - held, throwOnEndOfStream: false);
            var last = held <= PayloadLayout.SealedChunkSize;
            var length = Math.Min(held, PayloadLayout.SealedChunkSize);
            var failure = opener.Open(Chunk, last, _sealed.AsSpan(0, length), _plain, out var released);
            output.Write(_plain, 0, released);
            if (failure != OpenFailure.None) return failure;
            _hash.AppendData(_sealed, 0, length);
            if (last) break;
            _sealed[0] = _sealed[length];
            held = 1;
        }
        _digest = _hash.GetHashAndReset();
        return OpenFailure.None;
    }
}
