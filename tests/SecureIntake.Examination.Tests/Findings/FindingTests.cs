using System.Text;
using System.Text.Json;
using CsCheck;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Tests.Findings;

/// <summary>The closed set of findings, its list for the browser, and what may be quoted in one.</summary>
public sealed class FindingTests
{
    [Fact]
    public void The_list_for_the_browser_is_the_set_in_the_code()
    {
        var declared = new StringBuilder("[\n");
        foreach (var code in FindingCode.All)
        {
            var levels = code.Shapes.Select(s => $"\"{s.Level.ToWire()}\": [{string.Join(", ", s.Values.Select(v => $"\"{v}\""))}]");
            declared.Append($"  {{ \"check\": \"{code.Name}\", \"levels\": {{ {string.Join(", ", levels)} }} }}")
                .Append(code == FindingCode.All[^1] ? "\n" : ",\n");
        }
        declared.Append("]\n");
        using var embedded = typeof(FindingCode).Assembly.GetManifestResourceStream("SecureIntake.Examination.findings.json")!;
        Assert.Equal(declared.ToString(), new StreamReader(embedded, Encoding.UTF8).ReadToEnd());
    }

    [Fact]
    public void Names_are_distinct_and_levels_too()
    {
        Assert.Distinct(FindingCode.All.Select(c => c.Name), StringComparer.Ordinal);
        Assert.All(FindingCode.All, c => Assert.Distinct(c.Shapes.Select(s => s.Level)));
        Assert.All(FindingCode.All, c => Assert.Matches("^[a-z]+\\.[a-z-]+$", c.Name));
    }

    [Fact]
    public void A_level_or_a_value_that_the_code_does_not_declare_is_our_bug()
    {
        Assert.Throws<ArgumentException>(() => FindingCode.MrzNumber.At(Level.Note, "6"));
        Assert.Throws<ArgumentException>(() => FindingCode.MrzNumber.At(Level.Pass));
    }

    [Fact]
    public void A_finding_is_written_as_the_format_says()
    {
        var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            FindingCode.MrzNumber.At(Level.Conflict, "5", "6").WriteTo(writer);
        Assert.Equal("""{"check":"mrz.number","level":"conflict","values":{"found":"5","expected":"6"}}""", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Text_for_people_or_logs_holds_no_value() =>
        Assert.Equal("pdf.producer note", FindingCode.PdfProducer.At(Level.Note, "SPECIMEN editor").ToString());

    [Theory]
    [InlineData("Plain producer 1.0", "Plain producer 1.0")]
    [InlineData("a\u202Egnp.exe\nb\0c", "agnp.exebc")]
    [InlineData("Өнімші \U0001F4F7", "Өнімші \U0001F4F7")]
    public void Quoted_text_keeps_what_can_be_read_and_drops_what_steers(string text, string clean) =>
        Assert.Equal(clean, QuotedText.Clean(text));

    [Fact]
    public void Quoted_text_is_short_whole_and_stable() => Gen.String[0, 400].Sample(text =>
    {
        var clean = QuotedText.Clean(text);
        Assert.True(clean.Length <= QuotedText.MaxLength);
        Assert.DoesNotContain(clean, char.IsControl);
        Assert.Equal(clean, QuotedText.Clean(clean));
    });
}
