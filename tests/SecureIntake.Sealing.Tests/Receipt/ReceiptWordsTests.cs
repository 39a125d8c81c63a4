using System.Text.RegularExpressions;
using CsCheck;
using SecureIntake.Sealing.Receipt;
using Xunit;

namespace SecureIntake.Sealing.Tests.Receipt;

public partial class ReceiptWordsTests
{
    private static ReceiptCode Code(byte[] bytes) => ReceiptCode.Create(destination => bytes.CopyTo(destination));

    public static TheoryData<ReceiptLanguage> Languages => [ReceiptLanguage.English, ReceiptLanguage.Chinese];

    [Theory, MemberData(nameof(Languages))]
    public void Words_read_back_to_the_same_code(ReceiptLanguage language)
    {
        Gen.Byte.Array[16].Sample(bytes =>
        {
            using var code = Code(bytes);
            var words = code.ToWords(language);
            Assert.Equal(12, words.Split(' ').Length);
            foreach (var typed in new[] { words, $"  {words.ToUpperInvariant().Replace(" ", " \n ", StringComparison.Ordinal)} ", words.Replace(' ', '\u3000'), FullWidth(words) })
            {
                Assert.True(ReceiptCode.TryParseWords(typed, out var read, out _));
                using (read) Assert.Equal(code.ToDigits(), read.ToDigits());
            }
        }, iter: 300);
    }

    [Fact]
    public void Words_of_BIP39_are_these()
    {
        // From the test vectors of BIP39: entropy of zeros, of 7f and of ff.
        (byte Value, string Words)[] vectors =
        [
            (0x00, "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"),
            (0x7F, "legal winner thank year wave sausage worth useful legal winner thank yellow"),
            (0xFF, "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong"),
        ];
        foreach (var (value, words) in vectors)
        {
            using var code = Code([.. Enumerable.Repeat(value, 16)]);
            Assert.Equal(words, code.ToWords(ReceiptLanguage.English));
        }
    }

    [Fact]
    public void Chinese_words_are_read_without_spaces()
    {
        using var code = Code([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);
        Assert.True(ReceiptCode.TryParseWords(code.ToWords(ReceiptLanguage.Chinese).Replace(" ", "", StringComparison.Ordinal), out var read, out _));
        using (read) Assert.Equal(code.ToDigits(), read.ToDigits());
    }

    [Theory, MemberData(nameof(Languages))]
    public void A_word_that_is_not_in_the_list_is_pointed_at(ReceiptLanguage language)
    {
        using var code = Code([.. Enumerable.Repeat((byte)0x5A, 16)]);
        var words = code.ToWords(language).Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var typed = words.ToArray();
            typed[i] = language == ReceiptLanguage.English ? words[i][..^1] + "ß" : "囧";
            Assert.False(ReceiptCode.TryParseWords(string.Join(' ', typed), out _, out var wrong));
            Assert.Equal(i, wrong);
        }
    }

    [Fact]
    public void One_wrong_word_of_the_list_passes_no_more_often_than_the_check_bits_allow()
    {
        using var code = Code([.. Enumerable.Range(100, 16).Select(i => (byte)i)]);
        var words = code.ToWords(ReceiptLanguage.English).Split(' ');
        var list = Resource("english");
        var passed = list.Count(other => other != words[3] && ReceiptCode.TryParseWords(string.Join(' ', [.. words[..3], other, .. words[4..]]), out _, out _));
        Assert.InRange(passed, 1, 2047 / 8); // 128 expected: which is why the digits come first
    }

    [Theory]
    [InlineData("")]
    [InlineData("abandon")]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon")]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about about")]
    public void Another_number_of_words_or_a_wrong_check_is_no_code(string text)
    {
        Assert.False(ReceiptCode.TryParseWords(text, out _, out var wrong));
        Assert.Equal(-1, wrong);
    }

    [Theory, InlineData("english", "english"), InlineData("chinese", "simplified-chinese")]
    public void The_lists_are_those_of_the_browser(string ours, string theirs)
    {
        var module = File.ReadAllText(Repository.At("src", "SecureIntake.Browser", "node_modules", "@scure", "bip39", "wordlists", theirs + ".js"));
        var words = Template().Match(module).Groups[1].Value.Split('\n');
        Assert.Equal(2048, words.Length);
        Assert.Equal(words, Resource(ours));
    }

    private static string FullWidth(string text) => string.Concat(text.Select(c => char.IsAsciiLetter(c) ? (char)(c + '！' - '!') : c));

    private static string[] Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReceiptCode).Assembly.GetManifestResourceStream("words." + name)!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Template();
}
