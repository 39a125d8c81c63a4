using System.Globalization;
using SecureIntake.Sealing.Bench;

var options = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);
if (!options.TryGetValue("--tool", out var tool) || options.Keys.Except(["--tool", "--mib", "--rounds", "--folder"]).Any())
{
    Console.Error.WriteLine("--tool FOLDER [--mib 1024] [--rounds 7] [--folder DIR]");
    return 2;
}
var mebibytes = int.Parse(options.GetValueOrDefault("--mib", "1024"), CultureInfo.InvariantCulture);
var rounds = int.Parse(options.GetValueOrDefault("--rounds", "7"), CultureInfo.InvariantCulture);
using var folder = new BenchFolder(options.GetValueOrDefault("--folder"), mebibytes);
new SealBench(folder, Programs.Ours(tool, folder), [.. Programs.Others(folder), Programs.Copying], mebibytes, rounds).Run();
return 0;
