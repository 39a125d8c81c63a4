using System.Text;
using SecureIntake.Sealing.Receipt;

namespace SecureIntake.Fuzz.Targets;

/// <summary>Receipt codes as a person types them: digits, English words, Chinese words.</summary>
internal sealed class ReceiptTarget : Target
{
    public override string Name => "receipt";

    public override IEnumerable<byte[]> Seeds()
    {
        using var code = ReceiptCode.Create(Counting());
        using var largest = ReceiptCode.Create(destination => destination.Fill(0xFF));
        foreach (var some in new[] { code, largest })
        {
            yield return Encoding.UTF8.GetBytes(some.ToDigits());
            yield return Encoding.UTF8.GetBytes(some.ToWords(ReceiptLanguage.English));
            yield return Encoding.UTF8.GetBytes(some.ToWords(ReceiptLanguage.Chinese));
        }
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (ReceiptCode.TryParseDigits(text, out var code, out var group))
            using (code) Require(Digits(code.ToDigits()) == Digits(text), "other digits than were typed");
        else
            Require(group is >= 0 and < 8, "no such group");

        if (!ReceiptCode.TryParseWords(text, out var read, out var word))
        {
            Require(word is >= -1 and < 12, "no such word");
            return;
        }
        using (read)
        {
            foreach (var language in new[] { ReceiptLanguage.English, ReceiptLanguage.Chinese })
            {
                Require(ReceiptCode.TryParseWords(read.ToWords(language), out var again, out _), "its own words are refused");
                using (again) Require(again!.ToDigits() == read.ToDigits(), "another code from its own words");
            }
        }
    }

    private static string Digits(string text) => string.Concat(TypedText.Plain(text).Where(char.IsAsciiDigit));
}
