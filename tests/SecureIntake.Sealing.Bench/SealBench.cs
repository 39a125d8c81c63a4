using System.Globalization;

namespace SecureIntake.Sealing.Bench;

/// <summary>Every round runs every program once, in turn, so that a busy minute of the machine meets all of them.</summary>
internal sealed class SealBench(BenchFolder folder, SealingProgram ours, IReadOnlyList<SealingProgram> others, int mebibytes, int rounds)
{
    private const int StartRounds = 25;

    public void Run()
    {
        var programs = others.Prepend(ours).ToArray();
        var (seal, open) = (new List<double>[programs.Length], new List<double>[programs.Length]);
        for (var i = 0; i < programs.Length; i++) (seal[i], open[i]) = ([], []);
        var (cipher, copy) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var (ciphering, copying) = (Limit.CipherSeconds(mebibytes), Limit.CopySeconds(folder.At("plain"), folder.At("copy")));
            if (round > 0) // the first round warms up: caches, memory, processor
            {
                cipher.Add(ciphering);
                copy.Add(copying);
            }
            for (var i = 0; i < programs.Length; i++)
            {
                var (sealing, opening) = Once(programs[i]);
                if (round == 0) continue;
                seal[i].Add(sealing);
                open[i].Add(opening);
            }
        }

        Explain("limit, ChaCha20-Poly1305 of the platform on all cores", cipher);
        Explain("the same file read and written on all cores, no cipher", copy);
        for (var i = 0; i < programs.Length; i++)
        {
            Explain($"{programs[i].Name} seals", seal[i]);
            Explain($"{programs[i].Name} opens", open[i]);
        }
        // The first other one is the yardstick; each further one is told apart by its name.
        for (var i = 1; i < programs.Length; i++)
        {
            var suffix = i == 1 ? "vs_age" : "vs_" + programs[i].File;
            Print($"seal.encrypt.{suffix}", Median(seal[i]) / Median(seal[0]), "0.00");
            Print($"seal.decrypt.{suffix}", Median(open[i]) / Median(open[0]), "0.00");
        }
        Print("seal.encrypt.mb_s", Speed(seal[0]), "0");
        Print("seal.decrypt.mb_s", Speed(open[0]), "0");
        Print("seal.limit_share", Median(cipher) / Median(seal[0]), "0.00");
        // Where nobody waits for a disk or for pages, the sum is what nobody can undercut, so this is the most that vs_age could be.
        if (folder.IsInLargePages)
        {
            var least = Median(cipher) + Median(copy);
            Print("seal.encrypt.reachable_vs_age", Median(seal[1]) / least, "0.00");
            Print("seal.decrypt.reachable_vs_age", Median(open[1]) / least, "0.00");
            Print("seal.encrypt.reached_share", least / Median(seal[0]), "0.00");
            Print("seal.decrypt.reached_share", least / Median(open[0]), "0.00");
        }
        Print("seal.memory_mb", PeakMemory(), "0.0");
        Start(programs);
    }

    private (double Seal, double Open) Once(SealingProgram program)
    {
        var (plain, file, back) = (folder.At("plain"), folder.At("sealed"), folder.At("back"));
        var sealing = Timed.Run(program.File, program.Seal(plain, file));
        var opening = Timed.Run(program.File, program.Open(file, back));
        if (new FileInfo(back).Length != new FileInfo(plain).Length) throw new InvalidOperationException($"{program.Name} lost bytes.");
        File.Delete(file);
        File.Delete(back);
        return (sealing, opening);
    }

    private double PeakMemory()
    {
        var (plain, file, back) = (folder.At("plain"), folder.At("sealed"), folder.At("back"));
        var sealing = Timed.PeakMemory(ours.File, ours.Seal(plain, file));
        return Math.Max(sealing, Timed.PeakMemory(ours.File, ours.Open(file, back)));
    }

    private void Start(SealingProgram[] programs)
    {
        var times = programs.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < StartRounds; round++)
            for (var i = 0; i < programs.Length; i++)
                times[i].Add(1000 * Timed.Run(programs[i].File, programs[i].Seal(folder.At("small"), folder.At("small.age"))));
        for (var i = 0; i < programs.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# {programs[i].Name} seals 1 KiB: {Median(times[i]):0.0} ms ({Quantile(times[i], 0.25):0.0} to {Quantile(times[i], 0.75):0.0}), start to exit"));
        Print("seal.start_ms", Median(times[0]), "0.0");
    }

    private void Explain(string what, List<double> seconds) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"# {what}: {Median(seconds):0.000} s ({Quantile(seconds, 0.25):0.000} to {Quantile(seconds, 0.75):0.000}), {Speed(seconds):0} MB/s"));

    private static void Print(string name, double value, string format) =>
        Console.WriteLine($"{name}: {value.ToString(format, CultureInfo.InvariantCulture)}");

    private double Speed(List<double> seconds) => mebibytes * 1.048576 / Median(seconds);

    private static double Median(List<double> values) => Quantile(values, 0.5);

    private static double Quantile(List<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }
}
