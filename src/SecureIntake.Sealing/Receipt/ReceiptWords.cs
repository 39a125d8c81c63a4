using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SecureIntake.Sealing.Receipt;

/// <summary>The language of a receipt's words.</summary>
public enum ReceiptLanguage
{
    English,

    /// <summary>Simplified Chinese: every word is one character.</summary>
    Chinese,
}

/// <summary>BIP39's spelling of 16 bytes: 132 bits (the bytes, then the first 4 bits of their SHA-256) as twelve words of 11 bits.</summary>
/// <remarks>The four check bits let one wrong word in sixteen pass; digits check better, words are easier to say. Which is why a code that was read
/// is shown again before it is used.</remarks>
internal static class ReceiptWords
{
    public const int Count = 12;
    private const int WordBits = 11;
    private const int CheckBits = 4;

    private static readonly Lazy<WordList> English = new(() => WordList.Load("english"));
    private static readonly Lazy<WordList> Chinese = new(() => WordList.Load("chinese"));

    public static string Write(ReadOnlySpan<byte> code, ReceiptLanguage language)
    {
        var words = new string[Count];
        for (var i = 0; i < Count; i++)
        {
            var index = 0;
            for (var bit = 0; bit < WordBits; bit++) index = index << 1 | Bit(code, i * WordBits + bit);
            words[i] = List(language).Words[index];
        }
        return string.Join(' ', words);
    }

    /// <summary>Reads twelve words in any case and spacing; Chinese ones also without spaces.</summary>
    /// <param name="text">What the person typed.</param>
    /// <param name="code">Receives 16 bytes.</param>
    /// <param name="wrongWord">The first word (0…11) that is not in the list, or −1: another number of words, or all known but not this code's.</param>
    public static bool TryRead(string text, Span<byte> code, out int wrongWord)
    {
        wrongWord = -1;
        var words = Split(TypedText.Plain(text), out var language);
        Span<byte> bits = stackalloc byte[Count * WordBits / 8 + 1];
        bits.Clear();
        for (var i = 0; i < words.Length; i++)
        {
            if (!List(language).Indices.TryGetValue(words[i], out var index))
            {
                wrongWord = i < Count ? i : -1;
                return false;
            }
            if (i >= Count) return false;
            for (var bit = 0; bit < WordBits; bit++)
            {
                var at = i * WordBits + bit;
                bits[at / 8] |= (byte)((index >> (WordBits - 1 - bit) & 1) << (7 - at % 8));
            }
        }
        bits[..code.Length].CopyTo(code);
        var checks = words.Length == Count && bits[code.Length] >> CheckBits == Check(code);
        CryptographicOperations.ZeroMemory(bits);
        return checks;
    }

    // A space of any script separates. Every Chinese word is one character of this block, so one of them is enough to tell the language.
    private static string[] Split(string text, out ReceiptLanguage language)
    {
        language = text.AsSpan().ContainsAnyInRange('\u4E00', '\u9FFF') ? ReceiptLanguage.Chinese : ReceiptLanguage.English;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return language == ReceiptLanguage.Chinese ? [.. string.Concat(words).EnumerateRunes().Select(rune => rune.ToString())] : words;
    }

    private static int Bit(ReadOnlySpan<byte> code, int at) =>
        at < code.Length * 8 ? code[at / 8] >> (7 - at % 8) & 1 : Check(code) >> (CheckBits - 1 - (at - code.Length * 8)) & 1;

    private static int Check(ReadOnlySpan<byte> code)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(code, hash);
        return hash[0] >> CheckBits;
    }

    private static WordList List(ReceiptLanguage language) => language switch
    {
        ReceiptLanguage.English => English.Value,
        ReceiptLanguage.Chinese => Chinese.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(language)),
    };

    private sealed record WordList(string[] Words, Dictionary<string, int> Indices)
    {
        [SuppressMessage("Reliability", "CA2000", Justification = "The reader disposes the stream.")]
        public static WordList Load(string name)
        {
            using var reader = new StreamReader(typeof(ReceiptWords).Assembly.GetManifestResourceStream($"words.{name}")
                ?? throw new InvalidOperationException("A word list is missing."));
            var words = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return new WordList(words, words.Select((word, index) => (word, index)).ToDictionary(pair => pair.word, pair => pair.index, StringComparer.Ordinal));
        }
    }
}
