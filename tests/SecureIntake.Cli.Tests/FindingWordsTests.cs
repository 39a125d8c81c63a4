using System.Text.RegularExpressions;
using SecureIntake.Cli.Examining;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Cli.Tests;

/// <summary>Every finding has its sentence, and every sentence its finding.</summary>
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
    public void Every_sentence_is_of_a_finding_that_exists() => Assert.Equal(
        FindingCode.All.SelectMany(code => code.Shapes.Select(shape => $"finding.{code.Name}.{shape.Level.ToWire()}")).Distinct().Order(StringComparer.Ordinal),
        Words.Keys.Where(key => key.StartsWith("finding.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
