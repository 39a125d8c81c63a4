using SecureIntake.Fuzz.Targets;
using SharpFuzz;

// run TARGET: the loop that afl-fuzz drives.    seeds TARGET FOLDER: where it begins.    replay TARGET FILE…: what it found, again.    list: the targets.
switch (args)
{
    case ["run", var name]:
        var target = Target.Named(name);
        Fuzzer.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Run(input.GetBuffer().AsSpan(0, (int)input.Length));
        });
        return 0;
    case ["seeds", var name, var folder]:
        Directory.CreateDirectory(folder);
        var number = 0;
        foreach (var seed in Target.Named(name).Seeds()) File.WriteAllBytes(Path.Combine(folder, $"seed-{number++:D2}"), seed);
        return 0;
    case ["replay", var name, .. var files]:
        foreach (var file in files) Target.Named(name).Run(File.ReadAllBytes(file));
        return 0;
    case ["list"]:
        foreach (var known in Target.All) Console.WriteLine(known.Name);
        return 0;
    default:
        Console.Error.WriteLine("run TARGET | seeds TARGET FOLDER | replay TARGET FILE… | list");
        return 2;
}
