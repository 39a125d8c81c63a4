using System.Diagnostics;
using System.Globalization;
using SecureIntake.Journey;
using SecureIntake.Journey.Machinery;

namespace SecureIntake.Demo;

/// <summary>Plays the life of a tip and prints a line a stop.</summary>
internal static class DemoRun
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    public static async Task<int> PlayAsync(IReadOnlyList<string> arguments)
    {
        if (!DemoOptions.TryParse(arguments, out var options))
        {
            Console.Error.WriteLine("usage: ./ops/demo [FILE…] [--keep FOLDER]");
            return 2;
        }

        using var patience = new CancellationTokenSource(Longest);
        long begun = Stopwatch.GetTimestamp();
        int passed = 0;
        await using (var story = await Stage.SetAsync(Wording.Plain, options.Files, patience.Token))
        {
            Print("demo.setup_ms", Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            foreach (var stop in LifeOfATip.Stops)
            {
                int known = story.Figures.Count;
                if (!await PlayAsync(stop, story, patience.Token))
                    break;
                passed++;
                foreach (var figure in story.Figures.Skip(known))
                    Print(figure.Name, figure.Value);
            }

            if (options.Keep is { } folder)
            {
                // Databases are copied whole only when nobody writes to them.
                await story.Installation.KillAsync();
                Keeping.Keep(story, folder);
            }
        }

        Print("demo.total_s", Stopwatch.GetElapsedTime(begun).TotalSeconds);
        Console.WriteLine($"demo: {passed} of {LifeOfATip.Stops.Count} stops passed");
        return passed == LifeOfATip.Stops.Count ? 0 : 1;
    }

    private static async Task<bool> PlayAsync(Stop stop, Story story, CancellationToken cancel)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"stop {stop.Number:00} {stop.Name}:");
        try
        {
            await stop.PlayAsync(story, cancel);
            Console.WriteLine($"{line} ok");
            return true;
        }
        catch (Exception e) when (e is StopFailedException or Microsoft.Playwright.PlaywrightException or TimeoutException or InvalidOperationException)
        {
            Console.WriteLine($"{line} failed");
            Console.Error.WriteLine(e.Message);
            foreach (string said in story.Installation.Lines.TakeLast(20))
                Console.Error.WriteLine("  " + said);
            await Screens.SaveAsync(story);
            return false;
        }
    }

    private static void Print(string name, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {value:0.#}"));
}
