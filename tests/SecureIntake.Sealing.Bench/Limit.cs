using System.Diagnostics;
using System.Security.Cryptography;

namespace SecureIntake.Sealing.Bench;

/// <summary>
/// What no program on this machine can undercut. Neither part can be had without the other, and both keep the same cores busy: where a file in memory is read and
/// written through the file system, sealing it takes at least the sum.
/// </summary>
internal static class Limit
{
    private const int Chunk = 64 * 1024;
    private const int Batch = 16 * Chunk;

    /// <summary>The platform's ChaCha20-Poly1305 on all cores, 64 KiB at a time from a buffer that stays in the cache, nothing read, nothing written.</summary>
    /// <returns>Seconds for this many MiB.</returns>
    public static double CipherSeconds(int mebibytes)
    {
        var chunks = mebibytes * (1 << 20) / Chunk;
        return OnAllCores(next =>
        {
            var (plain, sealedChunk, nonce) = (new byte[Chunk], new byte[Chunk + 16], new byte[12]);
            using var cipher = new ChaCha20Poly1305(new byte[32]);
            for (long i; (i = next()) < chunks;)
            {
                BitConverter.TryWriteBytes(nonce, i);
                cipher.Encrypt(nonce, plain, sealedChunk.AsSpan(0, Chunk), sealedChunk.AsSpan(Chunk));
            }
        });
    }

    /// <summary>A copy by all cores, 1 MiB at a time, each at its place, into a file that was not there before.</summary>
    /// <returns>Seconds.</returns>
    public static double CopySeconds(string from, string to)
    {
        using var input = File.OpenHandle(from);
        using var output = File.OpenHandle(to, FileMode.CreateNew, FileAccess.Write);
        var length = RandomAccess.GetLength(input);
        var seconds = OnAllCores(next =>
        {
            var buffer = new byte[Batch];
            for (long at; (at = next() * Batch) < length;)
                RandomAccess.Write(output, buffer.AsSpan(0, RandomAccess.Read(input, buffer, at)), at);
        });
        File.Delete(to);
        return seconds;
    }

    /// <summary>Every core takes the next number until there is nothing left for it.</summary>
    private static double OnAllCores(Action<Func<long>> work)
    {
        var taken = -1L;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => work(() => Interlocked.Increment(ref taken)))).ToArray();
        var clock = Stopwatch.StartNew();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return clock.Elapsed.TotalSeconds;
    }
}
