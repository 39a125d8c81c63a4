using CsCheck;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Age.Batches;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

/// <summary>Payloads on all cores: between files by position, through pipes in order.</summary>
public sealed class BulkPayloadTests : IDisposable
{
    private const int Chunk = PayloadLayout.ChunkSize;
    private const int Batch = BatchShape.Chunks * Chunk;

    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-bulk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<int> Lengths =>
        [0, 1, Chunk, Batch - 1, Batch, Batch + 1, Batch + Chunk, 2 * Batch - 1, 2 * Batch, 2 * Batch + 1, 7 * Batch, 9 * Batch + 3 * Chunk + 5];

    private static byte[] Plaintext(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31L ^ i >> 8 ^ i >> 16) & 0xFF))];

    private static FixedRandom Random() => new("bulk");

    private static FileKey Key() => FileKey.Create(new FixedRandom("bulk/key").Fill);

    /// <summary>What one thread makes of it.</summary>
    private static byte[] Expected(byte[] plaintext)
    {
        using var key = Key();
        using var output = new MemoryStream();
        using var writer = new PayloadWriter(key, output, Random().Fill);
        writer.Write(plaintext);
        writer.Complete();
        return output.ToArray();
    }

    private (OpenFailure Why, long Chunk, byte[] Plaintext) OpenFile(byte[] payload)
    {
        using var key = Key();
        var (from, to) = (Path.Combine(_folder, "from"), Path.Combine(_folder, "to"));
        File.WriteAllBytes(from, payload);
        OpenFailure why;
        long chunk;
        using (FileStream input = File.OpenRead(from), output = File.Create(to)) PayloadOpening.TryOpen(key, input, output, out why, out chunk);
        return (why, chunk, File.ReadAllBytes(to));
    }

    private static (OpenFailure Why, long Chunk, byte[] Plaintext) OpenPipe(byte[] payload)
    {
        using var key = Key();
        using var output = new MemoryStream();
        PayloadOpening.TryOpen(key, new Trickle(payload), output, out var why, out var chunk);
        return (why, chunk, output.ToArray());
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Files_and_pipes_give_what_one_thread_gives(int length)
    {
        var plaintext = Plaintext(length);
        var expected = Expected(plaintext);
        using var key = Key();

        using var piped = new MemoryStream();
        PayloadSealing.Seal(key, new Trickle(plaintext), piped, Random().Fill);
        Assert.True(piped.ToArray().AsSpan().SequenceEqual(expected));

        var (from, to) = (Path.Combine(_folder, "plain"), Path.Combine(_folder, "sealed"));
        File.WriteAllBytes(from, [7, 7, 7, .. plaintext]);
        using (FileStream input = File.OpenRead(from), output = File.Create(to))
        {
            input.Position = 3;
            output.Write("before"u8);
            PayloadSealing.Seal(key, input, output, Random().Fill);
            output.Write("after"u8);
        }
        Assert.True(File.ReadAllBytes(to).AsSpan().SequenceEqual([.. "before"u8, .. expected, .. "after"u8]));

        foreach (var opened in new[] { OpenFile(expected), OpenPipe(expected) })
        {
            Assert.Equal(OpenFailure.None, opened.Why);
            Assert.True(opened.Plaintext.AsSpan().SequenceEqual(plaintext));
        }
    }

    [Fact]
    public void Every_damage_is_named_as_one_thread_names_it_and_a_pipe_gets_authentic_chunks_only()
    {
        var plaintext = Plaintext(3 * Batch + 2 * Chunk + 9);
        var whole = Expected(plaintext);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 4]).Sample((at, kind) =>
        {
            var payload = Damage(whole, at, kind);
            using var key = Key();
            using var released = new MemoryStream();
            using var reader = new PayloadReader(key, new MemoryStream(payload));
            reader.TryCopyTo(released, out var why);

            var pipe = OpenPipe(payload);
            Assert.Equal(why, pipe.Why);
            Assert.True(pipe.Plaintext.AsSpan().SequenceEqual(released.ToArray()));
            Assert.True(plaintext.AsSpan().StartsWith(pipe.Plaintext));
            var file = OpenFile(payload);
            Assert.Equal(why, file.Why);
            if (why is OpenFailure.None or OpenFailure.HeaderMalformed) return;
            Assert.Equal(reader.Chunk, pipe.Chunk);
            Assert.Equal(reader.Chunk, file.Chunk);
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void The_first_bad_chunk_is_named_whichever_thread_meets_another_first()
    {
        var payload = Expected(Plaintext(8 * Batch));
        foreach (var chunk in new[] { 17, 40, 41, 90, 127 }) payload[PayloadLayout.NonceSize + chunk * PayloadLayout.SealedChunkSize] ^= 1;
        for (var i = 0; i < 10; i++) Assert.Equal((OpenFailure.PayloadTampered, 17), (OpenFile(payload).Why, OpenFile(payload).Chunk));
        var pipe = OpenPipe(payload);
        Assert.Equal((OpenFailure.PayloadTampered, 17, 17 * Chunk), (pipe.Why, pipe.Chunk, pipe.Plaintext.Length));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_length()
    {
        using var key = Key();
        Allocated(64); // what is allocated once
        Assert.InRange(Least(512) - Least(64), -(8L << 20), 8L << 20);

        // Other tests of this process allocate, too: they only ever add.
        long Least(int mebibytes) => Enumerable.Range(0, 5).Min(_ => Allocated(mebibytes));

        long Allocated(int mebibytes)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            PayloadSealing.Seal(key, new Zeros(mebibytes * 1024L * 1024), Stream.Null, Random().Fill);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    [Fact]
    public void A_sparse_file_of_five_gibibytes_is_sealed_to_its_end()
    {
        const long Length = 5L << 30;
        using var key = Key();
        var from = Path.Combine(_folder, "sparse");
        using (var sparse = File.Create(from)) sparse.SetLength(Length);
        using var tail = new Tail();
        using (var input = File.OpenRead(from)) PayloadSealing.Seal(key, input, tail, Random().Fill);
        Assert.Equal(PayloadLayout.PayloadLength(Length), tail.Bytes);

        var nonce = new byte[PayloadLayout.NonceSize];
        Random().Fill(nonce);
        using var opener = new ChunkOpener(key.PayloadCipher(nonce));
        var plain = new byte[Chunk];
        Assert.Equal(OpenFailure.None, opener.Open(Length / Chunk - 1, last: true, tail.LastChunk, plain, out var released));
        Assert.Equal(Chunk, released);
        Assert.False(plain.AsSpan().ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void A_full_disk_and_an_interrupted_pipe_are_errors_of_the_disk_and_the_pipe()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var key = Key();
        var from = Path.Combine(_folder, "plain");
        File.WriteAllBytes(from, Plaintext(4 * Batch));
        using (var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        using (var input = File.OpenRead(from))
            Assert.ThrowsAny<IOException>(() => PayloadSealing.Seal(key, input, full, Random().Fill));
        foreach (var after in new[] { 1, Batch, 3 * Batch })
        {
            Assert.Throws<EndOfStreamException>(() => PayloadSealing.Seal(key, new Breaking(Plaintext(4 * Batch), after), Stream.Null, Random().Fill));
            Assert.Throws<EndOfStreamException>(() => PayloadSealing.Seal(key, new Trickle(Plaintext(4 * Batch)), new Breaking([], after), Random().Fill));
        }
    }

    [Fact]
    public void A_file_that_says_it_is_empty_is_read_to_its_end()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var key = Key();
        using var output = new MemoryStream();
        using (var input = File.OpenRead("/proc/version")) PayloadSealing.Seal(key, input, output, Random().Fill);
        Assert.Equal(File.ReadAllBytes("/proc/version"), OpenPipe(output.ToArray()).Plaintext);
    }

    private static byte[] Damage(byte[] whole, int at, int kind)
    {
        var sealedChunk = PayloadLayout.SealedChunkSize;
        var chunk = Math.Max(0, at - PayloadLayout.NonceSize) / sealedChunk;
        var start = PayloadLayout.NonceSize + chunk * sealedChunk;
        switch (kind)
        {
            case 0:
                var flipped = whole.ToArray();
                flipped[at] ^= 1;
                return flipped;
            case 1: return whole[..at];
            case 2: return whole[..start]; // at a chunk's edge
            case 3: return [.. whole, .. whole[..Math.Min(at, 2 * sealedChunk)]];
            default: // two chunks change places
                var next = Math.Min(start + sealedChunk, whole.Length);
                var end = Math.Min(next + sealedChunk, whole.Length);
                return [.. whole[..start], .. whole[next..end], .. whole[start..next], .. whole[end..]];
        }
    }

    /// <summary>A pipe that gives a little at a time.</summary>
    private sealed class Trickle(byte[] bytes) : InputStream
    {
        private int _next;

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(buffer.Length, 100_003), bytes.Length - _next);
            bytes.AsSpan(_next, count).CopyTo(buffer);
            _next += count;
            return count;
        }
    }

    private sealed class Zeros(long length) : InputStream
    {
        private long _left = length;

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, _left);
            buffer[..count].Clear();
            _left -= count;
            return count;
        }
    }

    /// <summary>Counts, and keeps the last chunk.</summary>
    private sealed class Tail : OutputStream
    {
        private byte[] _last = [];
        public long Bytes { get; private set; }
        public ReadOnlySpan<byte> LastChunk => _last;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Bytes += buffer.Length;
            if (buffer.Length >= PayloadLayout.SealedChunkSize) _last = buffer[^PayloadLayout.SealedChunkSize..].ToArray();
        }

        public override void Flush() { }
    }

    /// <summary>A pipe whose other end goes away.</summary>
    private sealed class Breaking(byte[] bytes, int after) : Stream
    {
        private int _seen;
        public override bool CanRead => true;
        public override bool CanWrite => true;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_seen >= after) throw new EndOfStreamException();
            count = Math.Min(count, after - _seen);
            bytes.AsSpan(_seen, count).CopyTo(buffer.AsSpan(offset));
            _seen += count;
            return count;
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if ((_seen += count) >= after) throw new EndOfStreamException();
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
