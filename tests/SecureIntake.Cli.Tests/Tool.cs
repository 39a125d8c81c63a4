using System.Diagnostics;
using SecureIntake.Sealing.Tests;

namespace SecureIntake.Cli.Tests;

/// <summary>The tool as people have it: <c>ops/secureintake</c>, which builds and then becomes the published program.</summary>
internal static class Tool
{
    private static readonly Lazy<string> Script = new(() =>
    {
        var script = Repository.At("ops", "secureintake");
        // The first call may build; what it says then is for people, not for a transcript.
        using var first = Process.Start(new ProcessStartInfo(script, ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = first.StandardError.ReadToEndAsync();
        first.StandardOutput.ReadToEnd();
        first.WaitForExit();
        return first.ExitCode == 0 ? script : throw new InvalidOperationException("The command line tool does not start: " + errors.GetAwaiter().GetResult());
    });

    /// <summary>Runs the tool in a folder.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="arguments">What follows <c>secureintake</c>.</param>
    /// <param name="input">Standard input; empty without it.</param>
    public static Answer Run(string folder, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        using var process = Process.Start(Start(folder, Script.Value, arguments))!;
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        try
        {
            process.StandardInput.BaseStream.Write(input.Span);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything, which is for its answer to say.
        }
        reading.GetAwaiter().GetResult();
        process.WaitForExit();
        return new Answer(process.ExitCode, output.ToArray(), error.GetAwaiter().GetResult());
    }

    /// <summary>Runs lines of shell in a folder, where <c>secureintake</c> is the tool. The folder is also the home folder.</summary>
    public static Answer Shell(string folder, string lines)
    {
        var start = Start(folder, "/bin/bash", ["-c", lines]);
        // Last, since the scripts beside the tool have names like "test".
        start.Environment["PATH"] += ":" + Path.GetDirectoryName(Script.Value);
        start.Environment["HOME"] = folder;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return new Answer(process.ExitCode, output.ToArray(), error.GetAwaiter().GetResult());
    }

    private static ProcessStartInfo Start(string folder, string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        WorkingDirectory = folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}

/// <summary>How a program ended, what it printed and what it said to people.</summary>
internal sealed record Answer(int ExitCode, byte[] Output, string Error)
{
    /// <summary>What it printed, as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Output);
}
