using System.Text.RegularExpressions;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Tests;
using SecureIntake.Sealing.Tests.Commands;

namespace SecureIntake.Cli.Tests;

/// <summary>The commands of the pages that people follow alone, in their order, as they stand: a runbook that lies costs the key holders a day.</summary>
public sealed partial class RunbookTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("secureintake-ceremony-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void The_root_ceremony_runs_as_it_is_written()
    {
        var blocks = Blocks("root-ceremony.md");
        Assert.Equal(5, blocks.Length);
        // What comes from the portal is in the folder when the page says so.
        File.WriteAllBytes(Path.Combine(_home, "request.json"), SpecimenRequest.Make());
        var lines = string.Join("mv \"$HOME/request.json\" .\n", string.Concat(blocks[..3]), string.Concat(blocks[3..]));
        var answer = Tool.Shell(_home, "set -e\ncd '" + Repository.At() + "'\n" + lines);
        Assert.True(answer.ExitCode == 0, answer.Error);

        var folder = Path.Combine(_home, "ceremony");
        var fingerprint = File.ReadAllText(Path.Combine(folder, "root", "root.fingerprint")).Trim();
        Assert.Contains(fingerprint, answer.Text, StringComparison.Ordinal);
        Assert.True(RootPublication.TryParse(File.ReadAllBytes(Path.Combine(folder, "publication.json")), out var publication));
        Assert.True(publication.TryVerify(fingerprint, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), out var bodies, out _));
        Assert.Equal([1, 2, 3], bodies.Policy.Custodians.Select(custodian => custodian.Number));
        Assert.All(bodies.Directory.Members, member => Assert.Contains(member.Fingerprint, answer.Error, StringComparison.Ordinal));
    }

    [Fact]
    public void A_custodian_looks_and_answers_as_it_is_written()
    {
        var office = Directory.CreateDirectory(Path.Combine(_home, "office")).FullName;
        using var specimen = new SpecimenCustody(office);
        specimen.WriteFiles(_home);
        var blocks = Blocks("custody.md");
        Assert.Equal(3, blocks.Length);
        // The custodian's own part of it: the fingerprint that they have on paper.
        File.WriteAllText(Path.Combine(_home, "lines"), string.Concat(blocks).Replace("ROOT", specimen.RootFingerprint, StringComparison.Ordinal));
        var answer = Tool.Shell(_home, $"cd '{Repository.At()}' && echo yes | script -qec 'bash -e \"$HOME/lines\"' /dev/null");
        Assert.True(answer.ExitCode == 0, answer.Text + answer.Error);
        Assert.True(SmallFileOpening.TryOpen(File.ReadAllBytes(Path.Combine(_home, "answer-1.age")), specimen.Lead.Key.Identity, out _, out _));
    }

    private static string[] Blocks(string page) =>
        [.. Block().Matches(File.ReadAllText(Repository.At("ops", "runbooks", page))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^```bash\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
