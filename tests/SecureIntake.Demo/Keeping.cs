using SecureIntake.Journey;

namespace SecureIntake.Demo;

/// <summary>Leaves a run for inspection: <c>data</c>, <c>log</c>, <c>log.vkey</c>, <c>root.fingerprint</c>, <c>keys</c>.</summary>
internal static class Keeping
{
    public static void Keep(Story story, string folder)
    {
        string data = story.Installation.Data;
        Copy(data, Path.Combine(folder, "data"));
        Copy(Path.Combine(data, "log"), Path.Combine(folder, "log"));
        Copy(Path.Combine(story.Installation.Folder, "keys"), Path.Combine(folder, "keys"));
        File.Copy(Path.Combine(data, "log.vkey"), Path.Combine(folder, "log.vkey"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "root.fingerprint"), story.Installation.RootFingerprint + "\n");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            // A lock is no data, and the process that holds it is still alive.
            if (!file.EndsWith(".lock", StringComparison.Ordinal))
                File.Copy(file, file.Replace(from, to, StringComparison.Ordinal), overwrite: true);
        }
    }
}
