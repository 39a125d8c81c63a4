using System.Text;
using SecureIntake.Cases.Staff;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>Between the rows of desk keys and the signed lines in them.</summary>
internal static class KeptLines
{
    /// <summary>The signed line of a kept key.</summary>
    /// <exception cref="InvalidDataException">The store was changed by another hand.</exception>
    public static SignedDocument Line(this DeskKey key) =>
        SignedDocument.TryParse(Encoding.UTF8.GetBytes(key.Document), out var document)
            ? document
            : throw new InvalidDataException("A kept desk line is no signed document.");

    /// <summary>A line as a row keeps it.</summary>
    public static string Text(SignedDocument line) => Encoding.UTF8.GetString(line.ToJson());
}
