using System.Text.Json.Nodes;

namespace SecureIntake.Cli.Tests;

/// <summary>A lead's request for a source in a folder, with the keys of everyone, and the published program to run on it.</summary>
public abstract class CustodianStage : IDisposable
{
    private readonly string _office = Directory.CreateTempSubdirectory("secureintake-office-").FullName;

    protected CustodianStage()
    {
        Specimen = new SpecimenCustody(_office);
        Specimen.WriteFiles(Folder);
    }

    private protected SpecimenCustody Specimen { get; }

    protected string Folder { get; } = Directory.CreateTempSubdirectory("secureintake-custody-").FullName;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Specimen.Dispose();
        Directory.Delete(Folder, recursive: true);
        Directory.Delete(_office, recursive: true);
    }

    private protected Answer Run(params string[] arguments) => Tool.Run(Folder, ["custodian", .. arguments]);

    private protected Answer Inspect(params string[] more) => Run(["inspect", "request.json", "--root", Specimen.RootFingerprint, .. more]);

    private protected Answer Approve(string key, string output = "answer.age", params string[] more) =>
        Run(["approve", "request.json", "--root", Specimen.RootFingerprint, "--key", key, "--out", output, "--yes", .. more]);

    private protected void Ends(Answer answer, int code, string words)
    {
        Assert.Empty(answer.Output);
        Assert.EndsWith($"! {words}\n", answer.Error.Replace(Folder, "/folder", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(code, answer.ExitCode);
    }

    protected static string Changed(string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    protected void Write(JsonObject file) => File.WriteAllText(At("request.json"), file.ToJsonString());

    protected string At(string name) => Path.Combine(Folder, name);
}
