using System.Diagnostics;

namespace SecureIntake.Sealing.Tests;

/// <summary>Programs that we did not write, run to compare: node with npm packages, Debian's <c>age</c>.</summary>
internal static class Peer
{
    /// <summary>Runs a script of <c>tests/SecureIntake.Sealing.Tests/Peers</c> in node; its imports come from the browser's packages.</summary>
    public static byte[] Node(string script, byte[] input, params string[] arguments)
    {
        // A bare import is resolved from the script's own folder, so the script is read to node as if it lay beside the packages.
        var source = File.ReadAllText(Repository.At("tests", "SecureIntake.Sealing.Tests", "Peers", script));
        var (exit, output, error) = Run("node", ["--input-type=module", "--eval", source, .. arguments], input, Repository.At("src", "SecureIntake.Browser"));
        return exit == 0 ? output : throw new InvalidOperationException($"node {script}: {error}");
    }

    /// <summary>Runs a program with this standard input.</summary>
    public static (int Exit, byte[] Output, string Error) Run(string program, string[] arguments, byte[] input, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all; its exit code says why.
        }
        reading.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), error.GetAwaiter().GetResult());
    }
}
