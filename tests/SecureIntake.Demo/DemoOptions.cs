using System.Diagnostics.CodeAnalysis;

namespace SecureIntake.Demo;

/// <summary>What a run is asked for.</summary>
/// <param name="Files">Papers to submit; none: specimens are drawn.</param>
/// <param name="Keep">Where to leave data, log, keys and fingerprints; null: everything goes.</param>
internal sealed record DemoOptions(IReadOnlyList<string> Files, string? Keep)
{
    public static bool TryParse(IReadOnlyList<string> arguments, [NotNullWhen(true)] out DemoOptions? options)
    {
        var files = new List<string>();
        string? keep = null;
        options = null;
        for (int at = 0; at < arguments.Count; at++)
        {
            if (arguments[at] == "--keep" && at + 1 < arguments.Count)
                keep = Path.GetFullPath(arguments[++at]);
            else if (!arguments[at].StartsWith('-') && File.Exists(arguments[at]))
                files.Add(Path.GetFullPath(arguments[at]));
            else
                return false;
        }

        options = new DemoOptions(files, keep);
        return true;
    }
}
