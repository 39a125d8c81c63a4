using System.Buffers;

namespace SecureIntake.Sealing.Parts;

/// <summary>The names that a part's entries may have: the record first, then the others of its compartment, numbered from 1.</summary>
internal static class PartName
{
    private const int MaxExtension = 5;
    private static readonly SearchValues<char> ExtensionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Whether <paramref name="name"/> is legal at this position (0 is the record).</summary>
    public static bool IsLegal(Compartment compartment, int position, string name)
    {
        if (position == 0) return string.Equals(name, compartment.Record, StringComparison.Ordinal);
        if (compartment.Others is not { } stem) return false;
        var expected = compartment == Compartment.Evidence ? stem : FormattableString.Invariant($"{stem}-{position}");
        return (compartment != Compartment.Evidence || position == 1)
            && name.StartsWith(expected + ".", StringComparison.Ordinal)
            && IsExtension(compartment, name.AsSpan(expected.Length + 1));
    }

    // Letters and digits only: no name can climb out of a folder or hide a second extension.
    private static bool IsExtension(Compartment compartment, ReadOnlySpan<char> extension) => compartment == Compartment.Copy
        ? extension is "png"
        : extension.Length is > 0 and <= MaxExtension && !extension.ContainsAnyExcept(ExtensionCharacters);
}
