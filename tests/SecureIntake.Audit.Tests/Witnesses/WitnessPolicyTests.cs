using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Tests.Witnesses;

public class WitnessPolicyTests
{
    private static readonly string Log = SecureIntake.Audit.Log.LogKey.Of("specimen.example/log", SpecimenOffice.Digest("log key")).ToString();

    /// <summary>The example of C2SP tlog-policy, with keys.</summary>
    private static readonly string Example = $"""
        # Two organisations.
        log {Log} https://specimen.example/log/

        witness X1 {Key("X1")}
        witness X2 {Key("X2")} https://x2.example/
        witness X3 {Key("X3")}
        group X-witnesses 2 X1 X2 X3

        witness Y1 {Key("Y1")}
        witness Y2	 {Key("Y2")}
          witness Y3 {Key("Y3")}
        group Y-witnesses any Y1 Y2 Y3

        group X-and-Y all X-witnesses Y-witnesses
        quorum X-and-Y

        """;

    [Theory]
    [InlineData("", false)]
    [InlineData("X1 Y1", false)]
    [InlineData("X1 X2", false)]
    [InlineData("X1 X2 X3", false)]
    [InlineData("Y1 Y2 Y3", false)]
    [InlineData("X1 X1 Y1", false)]
    [InlineData("X1 X3 Y2", true)]
    [InlineData("X1 X2 X3 Y1 Y2 Y3", true)]
    public void Groups_of_groups_make_a_quorum(string cosigners, bool met)
    {
        var policy = Parse(Example);
        Assert.Equal(met, policy.IsMetBy(cosigners.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Witness)));
    }

    [Fact]
    public void Witnesses_and_addresses_are_read()
    {
        var policy = Parse(Example);
        Assert.Equal(["X1", "X2", "X3", "Y1", "Y2", "Y3"], policy.Witnesses.Select(w => w.Key.Name));
        Assert.Equal("https://x2.example/", policy.Witnesses[1].Address?.ToString());
        Assert.Null(policy.Witnesses[0].Address);
        Assert.Equal(Key("Y3"), policy.Witnesses[5].Key.ToString());
    }

    [Fact]
    public void As_many_witnesses_as_a_policy_may_name_fit_under_a_checkpoint()
    {
        using var log = new LogSigner(new string('l', 128), SpecimenOffice.Seed("log"));
        var checkpoint = new Checkpoint(log.Key.Name, long.MaxValue, SpecimenOffice.Digest("root"));
        var witnesses = Enumerable.Range(0, 65).Select(i => new WitnessSigner($"{i:d128}", SpecimenOffice.Seed($"witness {i}"))).ToList();
        var note = CheckpointNote.Cosign(log.Sign(checkpoint), [.. witnesses.Take(64).Select(w => w.Cosign(checkpoint, long.MaxValue))]);
        Assert.True(CheckpointNote.TryVerify(note, log.Key, out _));
        Assert.Equal(64, CheckpointNote.Cosignatures(note, witnesses.Select(w => w.Key)).Count);

        var lines = witnesses.Select((w, i) => $"witness {i} {w.Key}").ToList();
        Assert.Equal(64, Parse(string.Join('\n', [.. lines.Take(64), "quorum none"])).Witnesses.Count);
        Assert.False(WitnessPolicy.TryParse(string.Join('\n', [.. lines, "quorum none"]), out _, out var wrong));
        Assert.Equal(65, wrong);
        witnesses.ForEach(w => w.Dispose());
    }

    [Fact]
    public void A_note_that_would_become_too_long_to_be_read_is_not_made()
    {
        using var log = new LogSigner("specimen.example/log", SpecimenOffice.Seed("log"));
        var checkpoint = new Checkpoint(log.Key.Name, 1, SpecimenOffice.Digest("root"));
        var cosignatures = Enumerable.Range(0, 80).Select(i =>
        {
            using var witness = new WitnessSigner($"{i:d128}", SpecimenOffice.Seed($"witness {i}"));
            return witness.Cosign(checkpoint, 1);
        }).ToList();
        Assert.Throws<ArgumentException>(() => CheckpointNote.Cosign(log.Sign(checkpoint), cosignatures));
    }

    [Fact]
    public void More_groups_than_a_policy_may_name_are_refused_at_their_line()
    {
        var groups = Enumerable.Range(0, 65).Select(i => $"group g{i} any {(i == 0 ? "w" : $"g{i - 1}")}").ToList();
        Parse(string.Join('\n', [$"witness w {Key("w")}", .. groups.Take(64), "quorum g63"]));
        Assert.False(WitnessPolicy.TryParse(string.Join('\n', [$"witness w {Key("w")}", .. groups, "quorum g64"]), out _, out var wrong));
        Assert.Equal(66, wrong);
    }

    [Fact]
    public void Without_witnesses_every_checkpoint_counts()
    {
        Assert.True(Parse("quorum none").IsMetBy([]));
        Assert.True(WitnessPolicy.None.IsMetBy([]));
    }

    public static TheoryData<string, int> Bad => new()
    {
        { "", 2 },
        { "witness a KEY-a", 2 },
        { "quorum none\r\n", 1 },
        { "quorum none\n\u0001", 1 },
        { "quibble a\nquorum none", 1 },
        { "witness a KEY-a https://a.example/ # comment\nquorum a", 1 },
        { "witness a KEY-a gopher://a.example/\nquorum a", 1 },
        { "log\nquorum none", 1 },
        { "log garbage\nquorum none", 1 },
        { "log LOG\nlog LOG https://specimen.example/\nquorum none", 2 },
        { "witness a\nquorum none", 1 },
        { "witness a LOG\nquorum a", 1 },
        { "witness none KEY-a\nquorum none", 1 },
        { "witness a KEY-a\nwitness a KEY-b\nquorum a", 2 },
        { "witness a KEY-a\nwitness b KEY-a\nquorum a", 2 },
        { "witness a KEY-a\ngroup a any a\nquorum a", 2 },
        { "witness a KEY-a\ngroup g 1\nquorum a", 2 },
        { "witness a KEY-a\ngroup none any a\nquorum a", 2 },
        { "witness a KEY-a\ngroup g 0 a\nquorum g", 2 },
        { "witness a KEY-a\ngroup g -1 a\nquorum g", 2 },
        { "witness a KEY-a\ngroup g 2 a\nquorum g", 2 },
        { "witness a KEY-a\ngroup g any b\nquorum g", 2 },
        { "group g any a\nwitness a KEY-a\nquorum g", 1 },
        { "witness a KEY-a\ngroup g any none a\nquorum g", 2 },
        { "witness a KEY-a\ngroup g all a a\nquorum g", 2 },
        { "witness a KEY-a\nwitness b KEY-b\ngroup g any a b\ngroup h any a\nquorum g", 4 },
        { "witness a KEY-a\nquorum a\nquorum a", 3 },
        { "quorum a\nwitness a KEY-a", 1 },
        { "quorum", 1 },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_policy_that_breaks_a_rule_of_the_specification_is_refused_at_its_line(string text, int line)
    {
        Assert.False(WitnessPolicy.TryParse(Fill(text), out _, out var wrong));
        Assert.Equal(line, wrong);
    }

    /// <summary>Puts keys in their places.</summary>
    internal static string Fill(string text) =>
        text.Replace("KEY-a", Key("a"), StringComparison.Ordinal).Replace("KEY-b", Key("b"), StringComparison.Ordinal).Replace("LOG", Log, StringComparison.Ordinal);

    [Fact]
    public void The_normal_form_is_what_the_root_signs_and_has_one_spelling()
    {
        var policy = Parse(Example);
        Assert.Equal("2 of (2 of (X1, X2, X3), 1 of (Y1, Y2, Y3))", policy.Words);
        Assert.True(WitnessPolicy.TryParseSigned(policy.Signed, out var signed));
        Assert.Equal(policy.Signed, signed!.Signed);
        Assert.Equal(policy.Words, signed.Words);
        Assert.All(signed.Witnesses, witness => Assert.Null(witness.Address));
        Assert.False(WitnessPolicy.TryParseSigned(Example, out _));
        Assert.False(signed.AsksNobody);
        Assert.True(WitnessPolicy.None.AsksNobody);
        Assert.Equal("quorum none\n", WitnessPolicy.None.Signed);
    }

    private static WitnessPolicy Parse(string text)
    {
        Assert.True(WitnessPolicy.TryParse(text, out var policy, out var line), $"line {line}");
        return policy!;
    }

    private static WitnessKey Witness(string name) => WitnessKey.Of(name, SpecimenOffice.Digest("witness " + name));

    private static string Key(string name) => Witness(name).ToString();
}
