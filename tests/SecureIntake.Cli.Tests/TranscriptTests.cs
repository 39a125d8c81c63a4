using SecureIntake.Sealing.Tests;

namespace SecureIntake.Cli.Tests;

/// <summary>Plays the transcripts beside this file against the real program.</summary>
public sealed class TranscriptTests
{
    private static string Folder => Repository.At("tests", "SecureIntake.Cli.Tests", "Transcripts");

    public static TheoryData<string> Transcripts => [.. Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_transcripts() => Assert.True(Transcripts.Count >= 5);

    [Theory, MemberData(nameof(Transcripts))]
    public void The_program_answers_as_written(string name)
    {
        using var stage = new TranscriptStage();
        var written = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        var played = stage.Play(written);
        // For whoever changes what the program says: run once with this set, then read the difference before committing it.
        if (Environment.GetEnvironmentVariable("ACCEPT_TRANSCRIPTS") is "1") File.WriteAllText(Path.Combine(Folder, name + ".txt"), played);
        Assert.Equal(written, played, ignoreLineEndingDifferences: false);
    }
}
