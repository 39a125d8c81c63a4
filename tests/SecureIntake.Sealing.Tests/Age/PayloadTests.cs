using System.Security.Cryptography;
using CsCheck;
using Org.BouncyCastle.Crypto.Parameters;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

public class PayloadTests
{
    private const int Chunk = PayloadLayout.ChunkSize;

    private static (FileKey Key, byte[] Payload) Seal(byte[] plaintext)
    {
        var random = new FixedRandom("payload");
        var key = FileKey.Create(random.Fill);
        var output = new MemoryStream();
        using var writer = new PayloadWriter(key, output, random.Fill);
        writer.Write(plaintext);
        var digest = writer.Complete();
        Assert.Equal(SHA256.HashData(output.ToArray()), digest);
        return (key, output.ToArray());
    }

    private static OpenFailure Open(FileKey key, byte[] payload, out byte[] released)
    {
        using var output = new MemoryStream();
        using var reader = new PayloadReader(key, new MemoryStream(payload));
        reader.TryCopyTo(output, out var why);
        released = output.ToArray();
        return why;
    }

    private static byte[] Plaintext(int length)
    {
        var bytes = new byte[length];
        new FixedRandom("plaintext").Fill(bytes);
        return bytes;
    }

    public static TheoryData<int> Boundaries =>
        [0, 1, Chunk - 1, Chunk, Chunk + 1, 2 * Chunk - 1, 2 * Chunk, 2 * Chunk + 1, 3 * Chunk];

    [Theory, MemberData(nameof(Boundaries))]
    public void What_is_sealed_opens_at_every_chunk_boundary(int length)
    {
        var plaintext = Plaintext(length);
        var (key, payload) = Seal(plaintext);
        Assert.Equal(PayloadLayout.PayloadLength(length), payload.Length);
        Assert.True(PayloadLayout.TryPlaintextLength(payload.Length, out var known));
        Assert.Equal(length, known);
        Assert.Equal(OpenFailure.None, Open(key, payload, out var released));
        Assert.Equal(plaintext, released);
    }

    [Fact]
    public void What_is_sealed_in_pieces_of_any_size_opens()
    {
        Gen.Select(Gen.Int[0, 3 * Chunk], Gen.Int[1, Chunk + 7]).Sample((length, piece) =>
        {
            var plaintext = Plaintext(length);
            var random = new FixedRandom("pieces");
            using var key = FileKey.Create(random.Fill);
            using var output = new MemoryStream();
            using var writer = new PayloadWriter(key, output, random.Fill);
            foreach (var part in plaintext.Chunk(piece)) writer.Write(part);
            var digest = writer.Complete();
            Assert.Equal(SHA256.HashData(output.ToArray()), digest);
            Assert.Equal(OpenFailure.None, Open(key, output.ToArray(), out var released));
            Assert.Equal(plaintext, released);
        }, iter: 40);
    }

    [Fact]
    public void Every_flipped_bit_of_a_small_payload_is_refused()
    {
        var (key, payload) = Seal(Plaintext(40));
        for (var bit = 0; bit < payload.Length * 8; bit++)
        {
            var flipped = payload.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(OpenFailure.PayloadTampered, Open(key, flipped, out var released));
            Assert.Empty(released);
        }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Dropped_last_chunks_are_refused(int kept)
    {
        var (key, payload) = Seal(Plaintext(3 * Chunk + 5));
        var cut = PayloadLayout.NonceSize + kept * PayloadLayout.SealedChunkSize;
        Assert.Equal(OpenFailure.Truncated, Open(key, payload[..cut], out var released));
        Assert.Equal(Plaintext(kept * Chunk), released); // what left is a true beginning
    }

    [Fact]
    public void Every_cut_around_a_chunk_edge_is_refused()
    {
        var (key, payload) = Seal(Plaintext(2 * Chunk));
        foreach (var edge in new[] { PayloadLayout.NonceSize, PayloadLayout.NonceSize + PayloadLayout.SealedChunkSize, payload.Length })
            for (var cut = Math.Max(0, edge - 20); cut < Math.Min(payload.Length, edge + 20); cut++)
                Assert.NotEqual(OpenFailure.None, Open(key, payload[..cut], out _));
    }

    [Theory, InlineData(1), InlineData(16), InlineData(17), InlineData(Chunk)]
    public void Bytes_after_the_last_chunk_are_refused(int extra)
    {
        foreach (var length in new[] { 0, 100, Chunk })
        {
            var (key, payload) = Seal(Plaintext(length));
            Assert.NotEqual(OpenFailure.None, Open(key, [.. payload, .. new byte[extra]], out _));
        }
    }

    [Fact]
    public void Swapped_chunks_are_refused()
    {
        var (key, payload) = Seal(Plaintext(3 * Chunk));
        var nonce = payload.AsSpan(0, PayloadLayout.NonceSize);
        var chunks = payload[PayloadLayout.NonceSize..].Chunk(PayloadLayout.SealedChunkSize).ToArray();
        Assert.Equal(OpenFailure.PayloadTampered, Open(key, [.. nonce, .. chunks[1], .. chunks[0], .. chunks[2]], out var released));
        Assert.Empty(released);
    }

    [Fact]
    public void Another_file_key_opens_nothing()
    {
        var (_, payload) = Seal(Plaintext(100));
        using var other = FileKey.Create(new FixedRandom("another").Fill);
        Assert.Equal(OpenFailure.PayloadTampered, Open(other, payload, out var released));
        Assert.Empty(released);
    }

    [Fact]
    public void An_unfinished_writer_leaves_a_payload_that_every_reader_refuses()
    {
        var random = new FixedRandom("unfinished");
        using var key = FileKey.Create(random.Fill);
        using var output = new MemoryStream();
        using (var writer = new PayloadWriter(key, output, random.Fill)) writer.Write(Plaintext(2 * Chunk));
        Assert.Equal(OpenFailure.Truncated, Open(key, output.ToArray(), out _));
    }

    [Fact]
    public void A_length_is_possible_exactly_when_some_plaintext_has_it()
    {
        var possible = Enumerable.Range(0, 2 * Chunk + 40).Select(length => PayloadLayout.PayloadLength(length)).ToHashSet();
        for (long length = 0; length <= PayloadLayout.PayloadLength(2 * Chunk + 39); length++)
            Assert.Equal(possible.Contains(length), PayloadLayout.TryPlaintextLength(length, out _));
    }

    [Fact]
    public void The_cipher_of_the_platform_agrees_with_BouncyCastle()
    {
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[12], Gen.Byte.Array[0, 300]).Sample((key, nonce, plaintext) =>
        {
            var ours = new byte[plaintext.Length + 16];
            using (var cipher = new ChaCha20Poly1305(key))
                cipher.Encrypt(nonce, plaintext, ours.AsSpan(0, plaintext.Length), ours.AsSpan(plaintext.Length));

            var oracle = new Org.BouncyCastle.Crypto.Modes.ChaCha20Poly1305();
            oracle.Init(forEncryption: true, new AeadParameters(new KeyParameter(key), 128, nonce));
            var theirs = new byte[oracle.GetOutputSize(plaintext.Length)];
            var written = oracle.ProcessBytes(plaintext, 0, plaintext.Length, theirs, 0);
            oracle.DoFinal(theirs, written);
            Assert.Equal(theirs, ours);
        }, iter: 500);
    }
}
