using System.Diagnostics;
using System.Globalization;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Tests;
using SecureIntake.Audit.Verification;

namespace SecureIntake.Audit.Bench;

/// <summary>Offline verification, in a process of its own each time, so that its peak of memory is its own.</summary>
internal static class Verifying
{
    private const int Rounds = 3;

    public static async Task MeasureAsync(string folder, int entries)
    {
        var runs = new List<(double Tree, double All, double Megabytes)>();
        for (var round = 0; round < Rounds; round++)
        {
            var (tree, few) = await StartAsync(folder, "tree");
            var (all, many) = await StartAsync(folder, "all");
            runs.Add((tree, all, Math.Max(few, many)));
        }
        var scale = 1_000_000.0 / entries;
        if (entries != 1_000_000) Measurement.Say($"# {entries} entries, times scaled to a million");
        Measurement.Say($"# limit: SHA-256 of two million leaves and nodes on one processor takes {HashLimit():0.00} s");
        Measurement.Say("# aims: tree under 6 s, memory under 300 MB, signatures under 45 s");
        Measurement.Figure("verify_1m_s", Appending.Quantile([.. runs.Select(r => r.Tree)], 0.5) * scale);
        Measurement.Say($"# limit: the same signatures by Ed25519 on {Environment.ProcessorCount} processors, with nothing read, hashed or judged");
        Measurement.Figure("ed25519_1m_s", SignatureLimit());
        Measurement.Figure("verify_1m_signatures_s", Appending.Quantile([.. runs.Select(r => r.All - r.Tree)], 0.5) * scale);
        Measurement.Figure("verify_1m_mb", Appending.Quantile([.. runs.Select(r => r.Megabytes)], 0.5));
    }

    /// <summary>The process: checks a log and writes seconds and peak megabytes.</summary>
    public static async Task<int> RunAsync(string folder, string mode)
    {
        using var office = new SpecimenOffice();
        var start = Stopwatch.GetTimestamp();
        var verdict = await new LogVerifier(new LogFolder(folder), new Authority(null, office.Log.Key), new Expectations { TreeOnly = mode == "tree" })
            .VerifyAsync(CancellationToken.None);
        if (verdict is not Verdict.Verified) return 3;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds} {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6}"));
        return 0;
    }

    private static async Task<(double Seconds, double Megabytes)> StartAsync(string folder, string mode)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Verifying).Assembly.Location, "verify", folder, mode]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var words = (await process.StandardOutput.ReadToEndAsync()).Split(' ');
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException("the log that was just written does not verify");
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private static double HashLimit()
    {
        const int sample = 200_000;
        var hash = Rfc6962.Empty;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < sample; i++) hash = Rfc6962.Node(hash, hash);
        return Stopwatch.GetElapsedTime(start).TotalSeconds * 2_000_000 / sample;
    }

    private static double SignatureLimit()
    {
        const int sample = 20_000;
        Entry[] entries = [.. LargeLog.Acts(0, sample).Select(bytes => Entry.TryParse(bytes, out var entry) ? entry : throw new InvalidOperationException("an act that is none"))];
        // The first pass is for the compiler.
        CheckAll();
        var start = Stopwatch.GetTimestamp();
        CheckAll();
        return Stopwatch.GetElapsedTime(start).TotalSeconds * 1_000_000 / sample;

        void CheckAll() => Parallel.ForEach(entries, entry =>
        {
            if (!entry.SignatureHolds()) throw new InvalidOperationException("a signature that does not hold");
        });
    }
}
