using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SecureIntake.Sealing.Tests.Commands;
using SecureIntake.Specimens;

namespace SecureIntake.Cli.Tests;

/// <summary>
/// An empty folder in which the commands of a transcript run. A transcript is what a person would see: lines that start with <c>$</c> are
/// played, what follows them is what the program said, and a blank line or another command ends it.
/// </summary>
/// <remarks>
/// Besides <c>secureintake</c> a few small words serve as a shell: <c>write FILE TEXT…</c>, <c>zeros FILE LENGTH</c>, <c>flip FILE BYTE</c> (one
/// bit), <c>cut FILE LENGTH</c>, <c>grow FILE</c> (one byte), <c>join TARGET FILE…</c>, <c>slice TARGET FILE FROM [TO]</c>, <c>same FILE FILE</c>, <c>files [FOLDER]</c>,
/// <c>lines FILE</c>, <c>folder FOLDER</c>, <c>request FILE</c> (a portal's signing request), <c>custody FOLDER</c> (a request for a source, and the keys of the lead and the custodians),
/// <c>testimony FOLDER</c> and <c>specimen FILE NAME</c> (made-up ones). An argument <c>@FILE</c> stands for that file's text, <c>&gt; FILE</c> keeps what was printed. Lines of a written transcript may hold <c>…</c> for what differs from run to run.
/// </remarks>
internal sealed partial class TranscriptStage : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-transcript-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Plays a transcript. Where what was said fits what was written, that is returned, so that both compare equal.</summary>
    public string Play(string transcript)
    {
        var played = new StringBuilder();
        var lines = transcript.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) played.Append('\n');
            played.Append(lines[i]);
            if (!lines[i].StartsWith("$ ", StringComparison.Ordinal)) continue;
            var expected = lines.Skip(i + 1).TakeWhile(line => line.Length > 0 && !line.StartsWith("$ ", StringComparison.Ordinal)).ToArray();
            var said = Run(lines[i][2..]);
            foreach (var line in Fit(expected, said)) played.Append('\n').Append(line);
            i += expected.Length;
        }
        return played.ToString();
    }

    private static string[] Fit(string[] expected, string[] said) =>
        expected.Length == said.Length && expected.Zip(said).All(pair => Fits(pair.First, pair.Second)) ? expected : said;

    private static bool Fits(string expected, string said) =>
        Regex.IsMatch(said, $"^{string.Join(".*", expected.Split('…').Select(Regex.Escape))}$", RegexOptions.None, TimeSpan.FromSeconds(1));

    private string[] Run(string line)
    {
        var words = Word().Matches(line).Select(match => Substitute(match.Value)).ToArray();
        return words[0] switch
        {
            "secureintake" when words is [.., ">", _] => Start([.. words[1..^2]], keep: words[^1]),
            "secureintake" => Start(words[1..]),
            "write" => Do(() => File.WriteAllText(At(words[1]), string.Join(' ', words[2..]) + "\n")),
            "zeros" => Do(() => File.WriteAllBytes(At(words[1]), new byte[Number(words[2])])),
            "flip" => Change(words[1], bytes => bytes[Number(words[2])] ^= 1),
            "cut" => Do(() => File.WriteAllBytes(At(words[1]), File.ReadAllBytes(At(words[1]))[..Number(words[2])])),
            "grow" => Do(() => File.WriteAllBytes(At(words[1]), [.. File.ReadAllBytes(At(words[1])), 0])),
            "join" => Do(() => File.WriteAllBytes(At(words[1]), [.. words[2..].SelectMany(name => File.ReadAllBytes(At(name)))])),
            "same" => [File.ReadAllBytes(At(words[1])).AsSpan().SequenceEqual(File.ReadAllBytes(At(words[2]))) ? "the same" : "different"],
            "slice" => Do(() => File.WriteAllBytes(At(words[1]), File.ReadAllBytes(At(words[2]))[Number(words[3])..(words.Length > 4 ? Number(words[4]) : ^0)])),
            "folder" => Do(() => Directory.CreateDirectory(At(words[1]))),
            "testimony" => Do(() => SpecimenTestimony.Write(At(words[1]))),
            "specimen" => Do(() => File.WriteAllBytes(At(words[1]), Specimen(words[2]))),
            "request" => Do(() => File.WriteAllBytes(At(words[1]), SpecimenRequest.Make())),
            "custody" => Do(() => Custody(At(words[1]))),
            "files" => [string.Join("  ", Directory.EnumerateFileSystemEntries(words.Length > 1 ? At(words[1]) : _folder).Select(Path.GetFileName).Order(StringComparer.Ordinal))],
            "lines" => File.ReadAllText(At(words[1])).TrimEnd('\n').Split('\n'),
            _ => [$"unknown word of the transcript: {words[0]}"],
        };
    }

    private string[] Start(string[] arguments, string? keep = null)
    {
        var answer = Tool.Run(_folder, arguments);
        if (keep is not null)
        {
            File.WriteAllBytes(At(keep), answer.Output);
            answer = answer with { Output = [] };
        }
        var said = (answer.Text + answer.Error).Replace(_folder, "/folder", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return answer.ExitCode == 0 ? said : [.. said, string.Create(CultureInfo.InvariantCulture, $"exit {answer.ExitCode}")];
    }

    private string[] Change(string name, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(At(name));
        change(bytes);
        File.WriteAllBytes(At(name), bytes);
        return [];
    }

    private static byte[] Specimen(string name) => name switch
    {
        "notice" => MadeUp.Pdf().Bytes,
        "active" => Hostile.ActivePdf().Bytes,
        "locked" => Hostile.EncryptedPdf("specimen").Bytes,
        "photo" => MadeUp.PhoneJpeg().Bytes,
        "passport" => MadeUp.Passport().Bytes,
        _ => throw new ArgumentException($"no specimen {name}", nameof(name)),
    };

    private static void Custody(string folder)
    {
        Directory.CreateDirectory(folder);
        var office = Directory.CreateTempSubdirectory("secureintake-office-");
        using (var specimen = new SpecimenCustody(office.FullName)) specimen.WriteFiles(folder);
        office.Delete(recursive: true);
    }

    private static string[] Do(Action action)
    {
        action();
        return [];
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Substitute(string word) => word.StartsWith('@') ? File.ReadAllText(At(word[1..])).Trim() : word.Trim('\'');

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("'[^']*'|\\S+")]
    private static partial Regex Word();
}
