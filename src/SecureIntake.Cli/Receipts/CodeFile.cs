using System.Security.Cryptography;
using System.Text;
using SecureIntake.Cli.Files;
using SecureIntake.Sealing.Receipt;

namespace SecureIntake.Cli.Receipts;

/// <summary>A receipt code in a file or in standard input, so that it stands on no command line and in no history of the shell.</summary>
internal static class CodeFile
{
    private const int MaxLength = 4096;

    /// <summary>Reads digits or words; the caller disposes the code.</summary>
    public static ReceiptCode Read(string path)
    {
        var bytes = InputFile.ReadSmall(path, MaxLength);
        try
        {
            return Parse(Encoding.UTF8.GetString(bytes).Trim());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static ReceiptCode Parse(string text)
    {
        if (!ReceiptCode.AreWords(text))
            return ReceiptCode.TryParseDigits(text, out var code, out var group) ? code : throw CommandFailedException.Refused($"group {group + 1} of the code is not right: compare it with the paper");
        return ReceiptCode.TryParseWords(text, out var ofWords, out var word)
            ? ofWords
            : throw CommandFailedException.Refused(word < 0 ? "these are not the twelve words of a code: compare each one with the paper" : $"word {word + 1} of the code is not in the list: compare it with the paper");
    }
}
