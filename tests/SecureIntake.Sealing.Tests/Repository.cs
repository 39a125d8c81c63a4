namespace SecureIntake.Sealing.Tests;

/// <summary>Files of the repository that tests read.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(() =>
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "SecureIntake.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("These tests run inside the repository.");
    });

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string At(params string[] parts) => Path.Combine([Root.Value, .. parts]);
}
