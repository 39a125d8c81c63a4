using System.Diagnostics;

namespace SecureIntake.Journey.Machinery;

/// <summary>Runs a program to its end and keeps what it wrote.</summary>
public static class Commands
{
    /// <summary>Runs a program.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than the expected one.</exception>
    public static async Task<Output> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancel, int expected = 0, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Environment.CurrentDirectory,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        var result = new Output(process.ExitCode, await output, await error);
        if (result.ExitCode != expected)
            throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {result.ExitCode}: {result.Error}{result.Text}");
        return result;
    }

    /// <summary>Runs the command line tool of the installation.</summary>
    public static Task<Output> SecureIntakeAsync(
        Layout layout, CancellationToken cancel, int expected = 0, params string[] arguments) =>
        RunAsync("dotnet", [Path.Combine(layout.Applications, "cli", "secureintake.dll"), .. arguments], cancel, expected);
}

/// <summary>What a program left: its exit code, what it printed and what it said to people.</summary>
public sealed record Output(int ExitCode, string Text, string Error);
