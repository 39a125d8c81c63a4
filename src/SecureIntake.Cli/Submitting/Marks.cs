using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SecureIntake.Cli.Submitting;

/// <summary>
/// Finds where the account repeats what the source part holds, so that a review for harm needs no custody. The same rules as
/// <c>SecureIntake.Browser/seal/marks.ts</c>; both are held by <c>tests/vectors/marks.json</c>.
/// </summary>
/// <remarks>The browser folds letters by NFKC. .NET has those tables only where ICU is installed, and this tool must run anywhere: it folds case
/// and full-width forms. Text whose accents were typed as separate marks is found only where both sides typed them so.</remarks>
internal static partial class Marks
{
    /// <summary>Shorter words are initials and particles and would mark half of a text.</summary>
    private const int ShortestWord = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The marks, outermost only, in reading order of the account's fields.</summary>
    public static IReadOnlyList<Mark> Find(AccountAnswers account, SourceAnswers source)
    {
        var wanted = ValuesOf(source, account).ToArray();
        var marks = TextsOf(account).SelectMany(text =>
        {
            var folded = new Folded(text.Text);
            return wanted.SelectMany(value => folded.Spans(value.Text).Select(span => new Mark(text.Field, span.Offset, span.Length, value.Kind)));
        }).ToArray();
        return [.. marks.Where((mark, at) => !marks.Where((other, position) => position != at && Covers(other, mark) && (!Covers(mark, other) || position < at)).Any())];
    }

    private static bool Covers(Mark outer, Mark inner) =>
        outer.Field == inner.Field && outer.Offset <= inner.Offset && outer.Offset + outer.Length >= inner.Offset + inner.Length;

    private static IEnumerable<(string Text, MarkClass Kind)> ValuesOf(SourceAnswers source, AccountAnswers account)
    {
        // Words of the missing person's own name are left out: a marked family name would say that source and subject share it.
        var subject = account.Subject.Names.SelectMany(name => WordsOf(name.Text)).ToHashSet(StringComparer.Ordinal);
        IEnumerable<(string, MarkClass)> names = new[] { source.Name, source.Helper }.SelectMany(name =>
            WordsOf(name).Where(word => !subject.Contains(word)).Prepend(Fold(name.Trim())).Select(value => (value, MarkClass.Name)));
        // Several ways to reach someone stand in one field; the account would repeat only one of them.
        var contacts = source.Contact.Split([',', ';', '\n']).Select(contact => (Fold(contact.Trim()), MarkClass.Contact));
        return names.Concat(contacts)
            .Append((Fold(source.Country.Trim()), MarkClass.Place))
            .Append((Fold(source.SafeContact?.Question.Trim() ?? ""), MarkClass.Other))
            .Where(value => value.Item1.Length >= 2);
    }

    /// <summary>Every free text of the account with its path. Closed choices and dates name nobody.</summary>
    private static IEnumerable<(string Field, string Text)> TextsOf(AccountAnswers account)
    {
        var subject = account.Subject;
        var texts = new List<(string Field, string? Text)> { ("narrative", account.Narrative) };
        texts.AddRange(subject.Names.Select((name, i) => (Path($"subject.names.{i}.text"), (string?)name.Text)));
        texts.AddRange(
        [
            ("subject.birthplace", subject.Birthplace), ("subject.residence", subject.Residence), ("subject.ethnicity", subject.Ethnicity),
            ("subject.citizenship", subject.Citizenship), ("subject.profession", subject.Profession),
        ]);
        texts.AddRange((subject.Ids ?? []).Select((id, i) => (Path($"subject.ids.{i}.value"), (string?)id.Value)));
        foreach (var (told, i) in account.Events.Select((told, i) => (told, i)))
            texts.AddRange(
            [
                (Path($"events.{i}.place"), told.Place), (Path($"events.{i}.authority"), told.Authority),
                (Path($"events.{i}.officialReason"), told.OfficialReason), (Path($"events.{i}.suspectedReason"), told.SuspectedReason),
            ]);
        texts.AddRange(account.Knowledge.Select((knowledge, i) => (Path($"knowledge.{i}.detail"), knowledge.Detail)));
        return texts.Where(text => !string.IsNullOrEmpty(text.Text)).Select(text => (text.Field, text.Text!));
    }

    private static string Path(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> WordsOf(string name) =>
        Fold(name).Length == 0 ? [] : Regex.Split(Fold(name), @"[^\p{L}\p{M}\p{N}]+", RegexOptions.None, Patience)
            .Where(word => word.EnumerateRunes().Count() >= ShortestWord);

    private static string Fold(string text) => new Folded(text).Text;

    /// <summary>Lower case, letter by letter with its marks, so that every folded unit knows the span it came from.</summary>
    private sealed class Folded
    {
        private readonly List<int> _origin = [];
        private readonly List<int> _end = [];

        public Folded(string text)
        {
            var folded = new StringBuilder();
            for (var start = 0; start < text.Length;)
            {
                var end = start + LetterLength(text, start);
                foreach (var unit in text[start..end].ToLowerInvariant())
                {
                    folded.Append(Narrow(unit));
                    _origin.Add(start);
                    _end.Add(end);
                }
                start = end;
            }
            Text = folded.ToString();
        }

        public string Text { get; }

        /// <summary>
        /// Occurrences that begin a word. Their end is open, for Kazakh, Uyghur, Turkish and Russian add endings to names; Chinese separates no
        /// words, so there any place will do.
        /// </summary>
        public IEnumerable<(int Offset, int Length)> Spans(string value)
        {
            var anywhere = IsHan(value);
            for (var at = Text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = Text.IndexOf(value, at + 1, StringComparison.Ordinal))
                if (anywhere || !EndsInWord(Text.AsSpan(0, at)))
                    yield return (_origin[at], _end[at + value.Length - 1] - _origin[at]);
        }

        private static bool EndsInWord(ReadOnlySpan<char> before) =>
            Rune.DecodeLastFromUtf16(before, out var last, out _) == System.Buffers.OperationStatus.Done && (Rune.IsLetter(last) || Rune.IsNumber(last));

        /// <summary>One character that is no mark, and the marks after it; or a run of marks.</summary>
        private static int LetterLength(string text, int start)
        {
            Rune.DecodeFromUtf16(text.AsSpan(start), out _, out var length);
            for (var next = start + length; next < text.Length; next = start + length)
            {
                if (Rune.DecodeFromUtf16(text.AsSpan(next), out var rune, out var units) != System.Buffers.OperationStatus.Done || !IsMark(rune)) break;
                length += units;
            }
            return length;
        }

        private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

        /// <summary>A full-width form of ASCII, as East Asian keyboards write it, becomes ASCII.</summary>
        private static char Narrow(char unit) => unit switch
        {
            >= '\uFF01' and <= '\uFF5E' => (char)(unit - 0xFEE0),
            '\u3000' => ' ',
            _ => unit,
        };

        private static bool IsHan(string value) => HanStart().IsMatch(value);
    }

    // The blocks of CJK ideographs: .NET knows no scripts.
    [GeneratedRegex(@"^(?:[\u2E80-\u2FDF\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]|[\uD840-\uD8BF][\uDC00-\uDFFF])", RegexOptions.None, 1000)]
    private static partial Regex HanStart();
}
