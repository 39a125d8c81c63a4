using System.Diagnostics;
using System.Security.Cryptography;

namespace SecureIntake.Sealing.Bench;

/// <summary>What this machine cannot exceed: the platform's ChaCha20-Poly1305 on all cores, 64 KiB at a time from a buffer that stays in
/// the cache, nothing read, nothing written.</summary>
internal static class Limit
{
    private const int Chunk = 64 * 1024;

    /// <summary>Seconds for this many MiB.</summary>
    public static double Seconds(int mebibytes)
    {
        var chunks = mebibytes * (1 << 20) / Chunk;
        var clock = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(thread => new Thread(() =>
        {
            var (plain, sealedChunk, nonce) = (new byte[Chunk], new byte[Chunk + 16], new byte[12]);
            using var cipher = new ChaCha20Poly1305(new byte[32]);
            for (var i = thread; i < chunks; i += Environment.ProcessorCount)
            {
                BitConverter.TryWriteBytes(nonce, i);
                cipher.Encrypt(nonce, plain, sealedChunk.AsSpan(0, Chunk), sealedChunk.AsSpan(Chunk));
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return clock.Elapsed.TotalSeconds;
    }
}
