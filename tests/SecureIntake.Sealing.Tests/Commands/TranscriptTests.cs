using Xunit;

namespace SecureIntake.Sealing.Tests.Commands;

/// <summary>Plays the transcripts beside this file against the real program.</summary>
public class TranscriptTests
{
    private static string Folder => Repository.At("tests", "SecureIntake.Sealing.Tests", "Commands", "Transcripts");

    public static TheoryData<string> Transcripts => [.. Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_are_transcripts() => Assert.True(Transcripts.Count >= 5);

    [Theory, MemberData(nameof(Transcripts))]
    public void The_program_answers_as_written(string name)
    {
        using var stage = new TranscriptStage();
        var written = File.ReadAllText(Path.Combine(Folder, name + ".txt"));
        Assert.Equal(written, stage.Play(written), ignoreLineEndingDifferences: false);
    }
}
