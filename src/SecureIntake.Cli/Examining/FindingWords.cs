using System.Text;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Cli.Examining;

/// <summary>Turns findings into the sentences that the portal shows for them (sentences.tsv).</summary>
internal sealed class FindingWords
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    private FindingWords()
    {
    }

    /// <summary>The English texts.</summary>
    public static FindingWords Read()
    {
        var words = new FindingWords();
        using var stream = typeof(FindingWords).Assembly.GetManifestResourceStream("SecureIntake.Cli.Examining.sentences.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is [var key, var text]) words._texts.Add(key, text);
        }
        return words;
    }

    /// <summary>Every key, for the comparison with the portal.</summary>
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
