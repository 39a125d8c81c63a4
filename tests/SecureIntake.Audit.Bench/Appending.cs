using System.Diagnostics;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Tests;

namespace SecureIntake.Audit.Bench;

/// <summary>
/// Durable appends in batches of 1, 16 and 256. They alternate with each other and with a bare fsync of a new file, so that a busy disk slows
/// all of them: figures of one run can be compared.
/// </summary>
internal static class Appending
{
    private const int Rounds = 12;

    private static readonly (int Size, int PerRound)[] Batches = [(1, 40), (16, 20), (256, 16)];

    public static void Run(string folder, SpecimenOffice office)
    {
        var fsync = new List<double>();
        var appends = Batches.ToDictionary(batch => batch.Size, _ => new List<double>());
        var writers = Batches.ToDictionary(batch => batch.Size, batch => LogWriter.Open(Path.Combine(folder, $"b{batch.Size}"), office.Log));
        var next = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (size, times) in Batches)
            {
                for (var i = 0; i < times; i++)
                {
                    var entries = LargeLog.Acts(next, size).ToArray();
                    next += size;
                    var taken = Time(() => writers[size].Append(entries));
                    // The first round is for the compiler.
                    if (round > 0) appends[size].Add(taken);
                }
            }
            for (var i = 0; i < 40; i++)
            {
                var file = Path.Combine(folder, $"fsync-{round}-{i}");
                var taken = Time(() => Durable.Create(file, new byte[4096]));
                if (round > 0) fsync.Add(taken);
            }
        }
        foreach (var writer in writers.Values) writer.Dispose();

        Measurement.Say("# limit: the disk. A new file, flushed, and its folder, flushed:");
        Measurement.Figure("fsync_p50_ms", Quantile(fsync, 0.5) * 1000);
        Measurement.Figure("fsync_p99_ms", Quantile(fsync, 0.99) * 1000);
        Measurement.Say("# aims: single append p50 at most 5 ms above that; 5000 entries a second at batch 256");
        Measurement.Figure("append_p50_ms", Quantile(appends[1], 0.5) * 1000);
        Measurement.Figure("append_p99_ms", Quantile(appends[1], 0.99) * 1000);
        foreach (var (size, _) in Batches)
        {
            Measurement.Figure($"durable_per_s.b{size}", size / Quantile(appends[size], 0.5));
            Measurement.Say($"# quartiles: {size / Quantile(appends[size], 0.75):0} to {size / Quantile(appends[size], 0.25):0}; mean {size / appends[size].Average():0}");
        }
    }

    public static double Quantile(List<double> values, double q) => values.Order().ElementAt((int)(q * (values.Count - 1)));

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
