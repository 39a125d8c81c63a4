using System.Security.Cryptography;

namespace SecureIntake.Sealing.Age;

/// <summary>Seals what is written to it, 64 KiB at a time, and hashes the ciphertext on the way.</summary>
/// <remarks>Draws 16 bytes, the nonce. The payload is whole only after <see cref="Complete"/>; without it the last chunk is missing and every
/// reader says so. Holds at most one chunk of plaintext, which it zeroes.</remarks>
public sealed class PayloadWriter : Stream
{
    private readonly Stream _output;
    private readonly ChaCha20Poly1305 _cipher;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _plain = GC.AllocateArray<byte>(PayloadLayout.ChunkSize, pinned: true);
    private readonly byte[] _sealed = new byte[PayloadLayout.SealedChunkSize];
    private int _held;
    private long _chunk;
    private bool _complete;

    /// <summary>Writes the nonce to <paramref name="output"/>, which stays open.</summary>
    public PayloadWriter(FileKey fileKey, Stream output, RandomSource random)
    {
        _output = output;
        Span<byte> nonce = stackalloc byte[PayloadLayout.NonceSize];
        random(nonce);
        _cipher = fileKey.PayloadCipher(nonce);
        Emit(nonce);
    }

    /// <summary>Bytes of payload written so far.</summary>
    public long PayloadLength { get; private set; }

    /// <summary>Seals the last chunk.</summary>
    /// <returns>The payload digest: SHA-256 of nonce and chunks.</returns>
    public byte[] Complete()
    {
        ThrowIfComplete();
        SealChunk(last: true);
        _complete = true;
        return _hash.GetHashAndReset();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ThrowIfComplete();
        while (buffer.Length > 0)
        {
            // A full chunk waits for more: only then is it known not to be the last.
            if (_held == _plain.Length) SealChunk(last: false);
            var taken = Math.Min(buffer.Length, _plain.Length - _held);
            buffer[..taken].CopyTo(_plain.AsSpan(_held));
            _held += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() => _output.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CryptographicOperations.ZeroMemory(_plain);
            _cipher.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }

    private void SealChunk(bool last)
    {
        PayloadLayout.SealChunk(_cipher, _chunk++, last, _plain.AsSpan(0, _held), _sealed.AsSpan(0, _held + PayloadLayout.TagSize));
        Emit(_sealed.AsSpan(0, _held + PayloadLayout.TagSize));
        _held = 0;
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _output.Write(bytes);
        PayloadLength += bytes.Length;
    }

    private void ThrowIfComplete()
    {
        if (_complete) throw new InvalidOperationException("The payload is complete.");
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
