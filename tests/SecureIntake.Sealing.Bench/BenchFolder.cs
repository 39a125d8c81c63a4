using System.Security.Cryptography;

namespace SecureIntake.Sealing.Bench;

/// <summary>An empty folder with a file of random bytes; in memory where that holds the six files of a run, so that no disk is measured.</summary>
internal sealed class BenchFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    public BenchFolder(string? chosen, int mebibytes)
    {
        var parent = chosen ?? (Directory.Exists(InMemory) && new DriveInfo(InMemory).AvailableFreeSpace > mebibytes * 6L << 20 ? InMemory : System.IO.Path.GetTempPath());
        Path = Directory.CreateDirectory(System.IO.Path.Combine(parent, "secureintake-bench-" + RandomNumberGenerator.GetHexString(8))).FullName;
        Console.WriteLine($"# files below {parent}, {Environment.ProcessorCount} cores, {mebibytes} MiB");
        using (var plain = File.Create(At("plain")))
        {
            var block = new byte[1 << 20];
            for (var i = 0; i < mebibytes; i++)
            {
                RandomNumberGenerator.Fill(block);
                plain.Write(block);
            }
        }
        File.WriteAllBytes(At("small"), RandomNumberGenerator.GetBytes(1024));
    }

    public string Path { get; }

    /// <summary>Whether the files are in memory that is handed out in large pages.</summary>
    public bool IsInLargePages => File.ReadLines("/proc/mounts").Select(line => line.Split(' '))
        .Where(mount => Path.StartsWith(mount[1], StringComparison.Ordinal)).MaxBy(mount => mount[1].Length) is { } mount && mount[3].Contains("huge=always", StringComparison.Ordinal);

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
