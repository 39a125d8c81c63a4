using System.Globalization;
using Microsoft.Extensions.Options;
using SecureIntake.Sealing;

namespace SecureIntake.Gate.Releases;

/// <summary>
/// What the gate must not forget: which statements it served, and of which cases the desk is closed. Each is an empty file whose name is on disk before
/// anything is given, so that no crash makes it give twice.
/// </summary>
internal sealed class Marks(IOptions<GateOptions> options, TimeProvider time)
{
    // Statements older than ten minutes are refused anyway; two days let a clock be wrong for a while.
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(2);
    private const string DayFormat = "yyyy-MM-dd";

    private readonly Lock _one = new();

    private string ServedFolder => Path.Combine(Path.GetFullPath(options.Value.Folder), "served");

    private string TakenFolder => Path.Combine(Path.GetFullPath(options.Value.Folder), "taken");

    /// <summary>Marks a statement as served; false when it was before.</summary>
    /// <param name="digest">SHA-256 of its entry.</param>
    /// <param name="signed">When it was signed: the same for every copy of it, so that all look for one file.</param>
    public bool TryServe(byte[] digest, DateTimeOffset signed)
    {
        lock (_one)
        {
            string folder = Path.Combine(ServedFolder, signed.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture));
            if (!Directory.Exists(folder))
                Forget();
            return MarkFiles.Put(folder, Convert.ToHexStringLower(digest));
        }
    }

    /// <summary>Closes the desk for a case.</summary>
    public void Take(OpaqueId @case)
    {
        lock (_one)
            MarkFiles.Put(TakenFolder, @case.ToString());
    }

    /// <summary>Whether the desk is closed for a case.</summary>
    public bool IsTaken(OpaqueId @case) => File.Exists(Path.Combine(TakenFolder, @case.ToString()));

    private void Forget()
    {
        if (!Directory.Exists(ServedFolder))
            return;
        string oldest = (time.GetUtcNow() - KeptFor).UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);
        foreach (string folder in Directory.EnumerateDirectories(ServedFolder))
        {
            if (string.CompareOrdinal(Path.GetFileName(folder), oldest) < 0)
                Directory.Delete(folder, recursive: true);
        }
    }
}
