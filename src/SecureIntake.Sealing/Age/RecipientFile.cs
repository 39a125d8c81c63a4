using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SecureIntake.Sealing.Age;

/// <summary>Recipients in a text file: one a line, empty lines and lines that start with <c>#</c> between them, as age does it.</summary>
public static class RecipientFile
{
    /// <summary>A recipient file is small; more is not one. This holds more recipients than a header may.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Reads the text of a recipient file.</summary>
    /// <param name="utf8">The file's bytes.</param>
    /// <param name="recipients">At least one, in order. Whether they go together, <see cref="Recipients.TryOf"/> says.</param>
    /// <param name="badLine">The first line (from 1) that is no recipient, or 0 when there is none at all.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out IReadOnlyList<Recipient>? recipients, out int badLine)
    {
        recipients = null;
        badLine = 0;
        if (utf8.Length > MaxLength) return false;
        var found = new List<Recipient>();
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(utf8).AsSpan().EnumerateLines())
        {
            number++;
            var text = line.Trim();
            if (text.IsEmpty || text[0] == '#') continue;
            if (!Recipient.TryParse(text.ToString(), out var recipient))
            {
                badLine = number;
                return false;
            }
            found.Add(recipient);
        }
        if (found.Count == 0) return false;
        recipients = found;
        return true;
    }
}
