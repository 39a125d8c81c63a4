using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Html;

namespace SecureIntake.Portal.Auditing;

/// <summary>A piece of a sentence.</summary>
/// <param name="Text">The words, or a pseudonym.</param>
/// <param name="Member">The member whose pseudonym it is; null for words.</param>
internal sealed record Passage(string Text, string? Member = null);

/// <summary>A sentence about an entry, written as an interpolated string, in which whom it names can be told from the words.</summary>
[InterpolatedStringHandler]
internal sealed class Sentence(int literalLength, int formattedCount)
{
    private readonly List<Passage> _passages = new(formattedCount + Math.Min(literalLength, formattedCount + 1));

    public void AppendLiteral(string words) => _passages.Add(new Passage(words));

    public void AppendFormatted(string words) => _passages.Add(new Passage(words));

    public void AppendFormatted(Passage passage) => _passages.Add(passage);

    public void AppendFormatted(Sentence sentence) => _passages.AddRange(sentence._passages);

    /// <summary>The plain sentence.</summary>
    public override string ToString() => string.Concat(_passages.Select(passage => passage.Text));

    /// <summary>The sentence for a page whose reader may follow a name to that member's timeline.</summary>
    public IHtmlContent WithLinks()
    {
        var html = new HtmlContentBuilder();
        foreach (var (text, member) in _passages)
        {
            if (member is null)
                html.Append(text);
            else
                html.AppendHtml("<a href=\"/audit/members/").Append(member).AppendHtml("\"><bdi>").Append(text).AppendHtml("</bdi></a>");
        }

        return html;
    }
}
