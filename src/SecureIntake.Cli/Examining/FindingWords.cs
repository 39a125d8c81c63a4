using System.Text;
using System.Text.Json;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Cli.Examining;

/// <summary>Turns findings into the sentences that the portal shows for them.</summary>
internal sealed class FindingWords
{
    private readonly Dictionary<string, string> _texts;

    private FindingWords(Dictionary<string, string> texts) => _texts = texts;

    /// <summary>The English texts, which the portal's build and this one take from the same file.</summary>
    public static FindingWords Read()
    {
        using var stream = typeof(FindingWords).Assembly.GetManifestResourceStream("findings.en.json")!;
        using var texts = JsonDocument.Parse(stream);
        return new(texts.RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!, StringComparer.Ordinal));
    }

    /// <summary>Key → sentence.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Level and sentence, as in <c>Unusual      The file was saved 2 times …</c>.</summary>
    public string Line(Finding finding) => $"{_texts["level." + finding.Level.ToWire()],-13}{Sentence(finding)}";

    /// <summary>The sentence with its values.</summary>
    /// <exception cref="KeyNotFoundException">A code without a sentence: our bug.</exception>
    public string Sentence(Finding finding)
    {
        var sentence = new StringBuilder(_texts[$"finding.{finding.Code.Name}.{finding.Level.ToWire()}"]);
        foreach (var (name, value) in finding.Values)
        {
            // Some values are codes themselves; the others quote the document or count something.
            sentence.Replace($"{{{name}}}", _texts.GetValueOrDefault($"value.{name}.{value}", value));
        }
        return sentence.ToString();
    }
}
