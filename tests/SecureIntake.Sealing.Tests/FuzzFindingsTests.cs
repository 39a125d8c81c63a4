using SecureIntake.Fuzz.Targets;
using Xunit;

namespace SecureIntake.Sealing.Tests;

/// <summary>What the fuzzer starts from, and what it once found (<c>tests/vectors/fuzz</c>), holds.</summary>
public class FuzzFindingsTests
{
    private static readonly string Findings = Repository.At("tests", "vectors", "fuzz");

    public static TheoryData<string> Names => [.. Target.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Seeds_and_findings_of_a_parser_hold(string name)
    {
        var target = Target.Named(name);
        foreach (var seed in target.Seeds()) target.Run(seed);
        var folder = Path.Combine(Findings, name);
        if (!Directory.Exists(folder)) return; // nothing was found there yet
        foreach (var file in Directory.EnumerateFiles(folder)) target.Run(File.ReadAllBytes(file));
    }

    [Fact]
    public void Every_folder_of_findings_belongs_to_a_parser()
    {
        if (!Directory.Exists(Findings)) return;
        Assert.Subset(Names.Select(row => row.Data).ToHashSet(StringComparer.Ordinal), Directory.EnumerateDirectories(Findings).Select(folder => Path.GetFileName(folder)).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void A_property_that_does_not_hold_is_seen()
    {
        Assert.Throws<BrokenPropertyException>(() => new Broken().Run([1]));
        new Broken().Run([0]);
    }

    private sealed class Broken : Target
    {
        public override string Name => "broken";
        public override IEnumerable<byte[]> Seeds() => [];
        public override void Run(ReadOnlySpan<byte> input) => RequireSame(input, [0]);
    }
}
