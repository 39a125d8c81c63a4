using System.Diagnostics;

namespace SecureIntake.Sealing.Bench;

/// <summary>A program that seals and opens files, with the words of its command line.</summary>
/// <param name="Name">For the lines that explain a figure.</param>
/// <param name="File">The executable.</param>
/// <param name="Seal">Arguments that seal the first file to the second.</param>
/// <param name="Open">Arguments that open the first file to the second.</param>
internal sealed record SealingProgram(string Name, string File, Func<string, string, string[]> Seal, Func<string, string, string[]> Open);

/// <summary>The programs that are compared, each with a key of its own.</summary>
internal static class Programs
{
    /// <summary>Our tool, sealing to a post-quantum recipient: 1,600 bytes of header more than age writes.</summary>
    public static SealingProgram Ours(string tool, BenchFolder folder)
    {
        var library = Path.Combine(tool, "secureintake.dll");
        var managed = File.Exists(library);
        string[] start = managed ? [library] : [];
        var program = managed ? "dotnet" : Path.Combine(tool, "secureintake");
        var recipient = Timed.Output(program, [.. start, "keygen", "-o", folder.At("ours.key")]).Split('\n')[0].Trim();
        return new SealingProgram($"secureintake ({(managed ? "started by dotnet" : "native")}, mlkem768x25519)", program,
            (from, to) => [.. start, "seal", "-r", recipient, "--force", "-o", to, from],
            (from, to) => [.. start, "open", "-k", folder.At("ours.key"), "--force", "-o", to, from]);
    }

    /// <summary>The same bytes from file to file without any cipher: where this is no faster than sealing, the file system is the limit.</summary>
    public static SealingProgram Copying { get; } = new("cp, no cipher at all", "cp", (from, to) => [from, to], (from, to) => [from, to]);

    /// <summary>Those of age's family that are installed; the first is Debian's age, or another one before it on PATH.</summary>
    public static IReadOnlyList<SealingProgram> Others(BenchFolder folder)
    {
        var key = folder.At("age.key");
        Timed.Output("age-keygen", ["-o", key]);
        var recipient = File.ReadAllLines(key).Select(line => line.Split(' ')[^1]).First(word => word.StartsWith("age1", StringComparison.Ordinal));
        return [.. new[] { "age", "rage" }.Where(Timed.Exists).Select(name => new SealingProgram(
            $"{name} {Timed.Output(name, ["--version"]).Trim()} (X25519)", name,
            (from, to) => ["-r", recipient, "-o", to, from],
            (from, to) => ["-d", "-i", key, "-o", to, from]))];
    }
}

/// <summary>Runs programs and measures them from outside.</summary>
internal static class Timed
{
    /// <summary>Seconds from start to exit.</summary>
    public static double Run(string program, string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(program, arguments);
        process.WaitForExit();
        var seconds = clock.Elapsed.TotalSeconds;
        return process.ExitCode == 0 ? seconds : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}.");
    }

    /// <summary>The most memory that was resident, in MiB: what the kernel says while it runs, asked every two milliseconds.</summary>
    public static double PeakMemory(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        var most = 0.0;
        do
        {
            try
            {
                var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null) most = Math.Max(most, int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024.0);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
        while (!process.WaitForExit(2));
        return most;
    }

    public static string Output(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(error.Result);
    }

    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments))!;
}
