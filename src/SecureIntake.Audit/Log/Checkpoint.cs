using System.Globalization;

namespace SecureIntake.Audit.Log;

/// <summary>What a log commits to (C2SP tlog-checkpoint): three lines, origin, size in decimal, root in base64.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">Entries in the tree.</param>
/// <param name="Root">The RFC 6962 root over them.</param>
public sealed record Checkpoint(string Origin, long Size, Bytes32 Root)
{
    /// <summary>The text that is signed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");

    /// <summary>Reads the text; extension lines and second spellings are refused.</summary>
    public static bool TryParse(string text, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var lines = text.Split('\n');
        if (lines.Length != 4 || !LogKey.IsName(lines[0]) || !Bytes32.TryParse(lines[2], out var root)) return false;
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)) return false;
        var candidate = new Checkpoint(lines[0], size, root);
        if (candidate.ToString() != text) return false;
        checkpoint = candidate;
        return true;
    }
}
