namespace SecureIntake.Audit.Tests;

/// <summary>Finds files of the repository from where the tests run.</summary>
internal static class Repository
{
    public static string PathOf(string relative)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SecureIntake.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("not inside the repository");
        return Path.Combine(folder, relative);
    }
}
