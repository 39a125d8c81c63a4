namespace SecureIntake.Audit.Tests;

/// <summary>A folder for one test, gone afterwards. It holds made-up entries only.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("secureintake-audit-").FullName;

    public string Log => System.IO.Path.Combine(Path, "log");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
