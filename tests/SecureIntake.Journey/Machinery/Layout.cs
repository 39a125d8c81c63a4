namespace SecureIntake.Journey.Machinery;

/// <summary>Where the published processes and the built site are. The scripts in <c>ops</c> make them; a journey only uses them.</summary>
/// <param name="Repository">The repository's folder.</param>
public sealed record Layout(string Repository)
{
    /// <summary>One folder a process: gate, intake, portal, worker, host, cli.</summary>
    public string Applications => Path.Combine(Repository, ".local", "app");

    /// <summary>The browser project.</summary>
    public string Browser => Path.Combine(Repository, "src", "SecureIntake.Browser");

    /// <summary>The layout of the repository that this program was built from.</summary>
    /// <exception cref="InvalidOperationException">The program does not lie in a repository.</exception>
    public static Layout Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SecureIntake.sln")))
                return new Layout(folder.FullName);
        }

        throw new InvalidOperationException("This program does not lie in the repository.");
    }
}
