using System.Text.Json;

namespace SecureIntake.Intake.Failures;

/// <summary>The table of <c>errors.json</c>: which HTTP status a code has. The command line reads the exit codes of the same file.</summary>
internal static class ErrorTable
{
    private static readonly Dictionary<string, int> Statuses = Load();

    /// <summary>Every code there is.</summary>
    public static IEnumerable<string> Codes => Statuses.Keys;

    /// <summary>The status of a code.</summary>
    public static int StatusOf(string code) => Statuses[code];

    private static Dictionary<string, int> Load()
    {
        using var stream = typeof(ErrorTable).Assembly.GetManifestResourceStream("errors.json")!;
        using var table = JsonDocument.Parse(stream);
        return table.RootElement.EnumerateArray().ToDictionary(
            line => line.GetProperty("code").GetString()!, line => line.GetProperty("status").GetInt32(), StringComparer.Ordinal);
    }
}
