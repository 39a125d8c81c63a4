using SecureIntake.Cli.Submitting;

namespace SecureIntake.Sealing.Tests.Commands;

/// <summary>A made-up testimony in a folder, as a person would prepare it.</summary>
internal static class SpecimenTestimony
{
    public const string AccountJson = """
        {
          "v": 1,
          "language": "en",
          "mode": "self",
          "subject": {
            "names": [{ "text": "Specimen Person", "script": "Latn", "kind": "official" }],
            "birth": { "date": "1970-05", "precision": "month" },
            "residence": "Sample Town"
          },
          "events": [{ "type": "detained", "from": { "date": "2018", "precision": "year" }, "place": "Sample Town", "ongoing": "yes" }],
          "narrative": "SPECIMEN. Relative Specimenova told me by phone.",
          "knowledge": [{ "how": "phone", "detail": "from Relative" }],
          "consent": { "version": 1, "language": "en", "mode": "read", "uses": { "keep": "yes", "verify": "yes", "press": "after:2030-01-01" } },
          "unsaid": { "subject.profession": "withheld" }
        }
        """;

    public const string SourceJson = """
        { "v": 1, "anonymous": false, "name": "Relative Specimenova", "contact": "specimen@example.org", "relation": "close", "country": "Nowhere" }
        """;

    /// <summary>Writes the folder: account, source, two papers, two files of evidence and a hidden file that nobody meant.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "papers"));
        File.WriteAllText(Path.Combine(folder, "account.json"), AccountJson);
        File.WriteAllText(Path.Combine(folder, "source.json"), SourceJson);
        File.WriteAllText(Path.Combine(folder, "papers", "identity card.JPG"), "SPECIMEN paper 1");
        File.WriteAllText(Path.Combine(folder, "papers", "letter.pdf"), "SPECIMEN paper 2");
        File.WriteAllText(Path.Combine(folder, "Passport of my brother.pdf"), "%PDF-1.7 SPECIMEN");
        File.WriteAllBytes(Path.Combine(folder, "voice"), new byte[100_000]);
        File.WriteAllText(Path.Combine(folder, ".DS_Store"), "of the machine");
    }

    public static AccountAnswers Account { get; } =
        PlainJson.Read("account.json", System.Text.Encoding.UTF8.GetBytes(AccountJson), PlainJson.Types.AccountAnswers);
}
