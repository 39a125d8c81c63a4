using System.Text.RegularExpressions;
using SecureIntake.Cli.Examining;
using SecureIntake.Examination.Findings;
using SecureIntake.Sealing.Tests;

namespace SecureIntake.Cli.Tests;

/// <summary>A finding has one wording: the tool says what the portal says.</summary>
public sealed partial class FindingWordsTests
{
    private static readonly IReadOnlyDictionary<string, string> Words = FindingWords.Read().Texts;

    [Fact]
    public void Every_finding_has_a_sentence_with_all_of_its_values()
    {
        foreach (var (code, level, values) in FindingCode.All.SelectMany(code => code.Shapes.Select(shape => (code, shape.Level, shape.Values))))
        {
            var sentence = Words[$"finding.{code.Name}.{level.ToWire()}"];
            Assert.Equal(values.Order(StringComparer.Ordinal), Placeholder().Matches(sentence).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_sentence_is_the_portals_word_for_word()
    {
        var portal = PortalText().Matches(File.ReadAllText(Repository.At("src", "SecureIntake.Browser", "locales", "portal.en.ts")))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
        Assert.True(Words.Count > 100);
        foreach (var (key, text) in Words) Assert.Equal((key, portal[key]), (key, text));
        Assert.Equal(
            portal.Keys.Where(key => key.StartsWith("finding.", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            Words.Keys.Where(key => key.StartsWith("finding.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^  '([^']+)': '([^']*)',$", RegexOptions.Multiline)]
    private static partial Regex PortalText();
}
