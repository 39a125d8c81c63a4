using System.Diagnostics;
using System.Text;

namespace SecureIntake.Audit.Tests.Cli;

/// <summary>
/// Runs a transcript: each <c>$ secureintake …</c> is followed by what it writes to standard output, then, behind <c>! </c>, to standard error,
/// then its exit code. <c>$NAME</c> stands for a value. Real processes of the real program.
/// </summary>
internal static class Transcript
{
    public static async Task CheckAsync(string file, string folder, IReadOnlyDictionary<string, string> values)
    {
        var written = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Cli", file))).TrimEnd('\n').Split('\n');
        var happened = new StringBuilder();
        foreach (var line in written.Where(line => line.Length == 0 || line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith("$ ", StringComparison.Ordinal)))
        {
            happened.Append(line).Append('\n');
            if (line.StartsWith("$ ", StringComparison.Ordinal)) happened.Append(Shorten(await RunAsync(Expand(line, values).Split(' ')[2..], folder), values));
        }
        Assert.Equal(string.Join('\n', written), happened.ToString().TrimEnd('\n'));
    }

    public static async Task<string> RunAsync(string[] arguments, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "secureintake.dll"), .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var words = (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(word => word.StartsWith("! ", StringComparison.Ordinal) ? word : "! " + word);
        return output + string.Concat(words.Select(word => word + "\n")) + $"exit {process.ExitCode}\n";
    }

    private static string Expand(string text, IReadOnlyDictionary<string, string> values) =>
        values.Aggregate(text, (line, value) => line.Replace("$" + value.Key, value.Value, StringComparison.Ordinal));

    private static string Shorten(string text, IReadOnlyDictionary<string, string> values) =>
        values.Aggregate(text, (line, value) => line.Replace(value.Value, "$" + value.Key, StringComparison.Ordinal));
}
