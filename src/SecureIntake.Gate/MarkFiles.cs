using SecureIntake.Audit.Log;

namespace SecureIntake.Gate;

/// <summary>Empty files whose names say all that is known. A name is on disk before anything is answered, so that no crash takes back what was said.</summary>
internal static class MarkFiles
{
    /// <summary>Puts a mark into a folder, which is made where it is missing; false when the mark was there before.</summary>
    public static bool Put(string folder, string name)
    {
        Durable.CreateFolder(folder);
        string path = Path.Combine(folder, name);
        if (File.Exists(path))
            return false;
        Durable.Create(path, []);
        return true;
    }

    /// <summary>The words of each mark of a kind. The kind is the first of them; the last one may hold the sign that stands between words.</summary>
    public static IEnumerable<string[]> Of(string folder, string kind, int words) =>
        Directory.EnumerateFiles(folder, kind + "-*").Select(file => Path.GetFileName(file).Split('-', words)).Where(mark => mark.Length == words);
}
