using System.Globalization;
using SecureIntake.Audit.Tests;

namespace SecureIntake.Audit.Bench;

/// <summary>The whole benchmark: <c>[--folder DIR] [--entries N]</c>.</summary>
internal static class Measurement
{
    public static async Task<int> RunAsync(string[] args)
    {
        string? folder = null;
        var entries = 1_000_000;
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 < args.Length && args[i] == "--folder") folder = args[i + 1];
            else if (i + 1 < args.Length && args[i] == "--entries" && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var given)) entries = given;
            else return Usage();
        }
        if (folder is null || entries < 10_000) return Usage();

        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        folder = Directory.CreateDirectory(folder).FullName;
        var format = new DriveInfo(folder).DriveFormat;
        if (format is "tmpfs" or "ramfs" or "devtmpfs")
        {
            await Console.Error.WriteLineAsync($"{folder} is in memory ({format}): what is \"durable\" there says nothing. Give --folder on a disk.");
            return 2;
        }
        try
        {
            Say($"# {Environment.ProcessorCount} processors, {format}, .NET {Environment.Version}");
            using var office = new SpecimenOffice();
            Appending.Run(folder, office);
            var log = Path.Combine(folder, "large");
            LargeLog.Write(log, office, entries);
            await Verifying.MeasureAsync(log, entries);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes what explains the figures.</summary>
    public static void Say(string words) => Console.Out.WriteLine(words);

    /// <summary>Writes one figure, alone on its line.</summary>
    public static void Figure(string name, double value) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"audit.{name}: {(value >= 100 ? Math.Round(value) : Math.Round(value, 2))}"));

    private static int Usage()
    {
        Console.Error.WriteLine("usage: --folder DIR [--entries N ≥ 10000]");
        return 2;
    }
}
