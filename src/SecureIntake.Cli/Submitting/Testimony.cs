using System.Globalization;
using SecureIntake.Cli.Files;

namespace SecureIntake.Cli.Submitting;

/// <summary>
/// A testimony as a folder: <c>account.json</c>, optionally <c>source.json</c> and a folder <c>papers</c> that identify the source; every other
/// file is evidence.
/// </summary>
internal sealed record Testimony(AccountAnswers Account, SourceAnswers Source, IReadOnlyList<string> Papers, IReadOnlyList<string> Evidence)
{
    /// <summary>FORMAT.md §2.</summary>
    private const int MostEvidence = 40;

    private const string AccountFile = "account.json";
    private const string SourceFile = "source.json";
    private const string PapersFolder = "papers";

    /// <summary>Reads a folder. Nothing is sealed unless all of it makes sense.</summary>
    public static Testimony Read(string folder)
    {
        var account = PlainJson.Read(AccountFile, InputFile.ReadSmall(Path.Combine(folder, AccountFile)), PlainJson.Types.AccountAnswers);
        var sourcePath = Path.Combine(folder, SourceFile);
        var source = File.Exists(sourcePath)
            ? PlainJson.Read(SourceFile, InputFile.ReadSmall(sourcePath), PlainJson.Types.SourceAnswers)
            : SourceAnswers.Nobody;
        var papers = Path.Combine(folder, PapersFolder);
        var evidence = FilesOf(folder).Where(file => Path.GetFileName(file) is not (AccountFile or SourceFile)).ToArray();
        if (evidence.Length > MostEvidence) throw CommandFailedException.Refused($"at most {MostEvidence} files of evidence go into one submission");
        return new Testimony(WithConsent(account), source, Directory.Exists(papers) ? FilesOf(papers) : [], evidence);
    }

    private static string[] FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file)[0] != '.').Order(StringComparer.Ordinal)];

    /// <summary>Every use is answered; one that was not is <c>no</c>.</summary>
    private static AccountAnswers WithConsent(AccountAnswers account)
    {
        if (account.V != 1) throw CommandFailedException.Refused($"{AccountFile} is of another version");
        foreach (var (use, value) in account.Consent.Uses)
        {
            var legal = value is "no" or "yes" or "ask"
                || (value.StartsWith("after:", StringComparison.Ordinal) && DateOnly.TryParseExact(value.AsSpan(6), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
            if (!legal || !Consent.AllUses.Contains(use, StringComparer.Ordinal)) throw CommandFailedException.Refused($"{AccountFile}: consent to '{use}' is not as FORMAT.md says");
        }
        var uses = Consent.AllUses.ToDictionary(use => use, use => account.Consent.Uses.GetValueOrDefault(use, "no"), StringComparer.Ordinal);
        return account with { Consent = account.Consent with { Uses = uses } };
    }
}
