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
    public void Logs_witnesses_and_addresses_are_read()
    {
        var policy = Parse(Example);
        Assert.Equal([Log], policy.Logs.Select(log => log.ToString()));
        Assert.Equal(["X1", "X2", "X3", "Y1", "Y2", "Y3"], policy.Witnesses.Select(w => w.Name));
        Assert.Equal("https://x2.example/", policy.Witnesses[1].Address?.ToString());
        Assert.Null(policy.Witnesses[0].Address);
        Assert.Equal(Key("Y3"), policy.Witnesses[5].Key.ToString());
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
        var filled = text.Replace("KEY-a", Key("a"), StringComparison.Ordinal).Replace("KEY-b", Key("b"), StringComparison.Ordinal).Replace("LOG", Log, StringComparison.Ordinal);
        Assert.False(WitnessPolicy.TryParse(filled, out _, out var wrong));
        Assert.Equal(line, wrong);
    }

    private static WitnessPolicy Parse(string text)
    {
        Assert.True(WitnessPolicy.TryParse(text, out var policy, out var line), $"line {line}");
        return policy!;
    }

    private static WitnessKey Witness(string name) => WitnessKey.Of(name, SpecimenOffice.Digest("witness " + name));

    private static string Key(string name) => Witness(name).ToString();
}
