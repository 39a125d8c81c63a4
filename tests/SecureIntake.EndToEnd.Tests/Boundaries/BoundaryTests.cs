using SecureIntake.Journey.Machinery;

namespace SecureIntake.EndToEnd.Tests.Boundaries;

/// <summary>
/// A project exists because its absence from a process is a promise. These tests read what was published, since a middle project can carry
/// another along unseen.
/// </summary>
public sealed class BoundaryTests
{
    private static readonly Layout Layout = Layout.Find();

    public static TheoryData<string, string[]> Processes => new()
    {
        { "intake", ["SecureIntake.Audit", "SecureIntake.Cases", "SecureIntake.Intake", "SecureIntake.Sealing"] },
        { "portal", ["SecureIntake.Audit", "SecureIntake.Cases", "SecureIntake.Portal", "SecureIntake.Sealing"] },
        { "worker", ["SecureIntake.Audit", "SecureIntake.Cases", "SecureIntake.Examination", "SecureIntake.Opening", "SecureIntake.Sealing", "SecureIntake.Worker"] },
        { "gate", ["SecureIntake.Audit", "SecureIntake.Gate", "SecureIntake.Opening", "SecureIntake.Sealing"] },
        { "host", ["SecureIntake.Host"] },
        { "cli", ["SecureIntake.Audit", "SecureIntake.Examination", "SecureIntake.Opening", "SecureIntake.Sealing"] },
    };

    [Theory, MemberData(nameof(Processes))]
    public void A_published_process_holds_exactly_its_own_assemblies(string process, string[] expected) =>
        Assert.Equal(expected, OurAssemblies(process));

    [Theory]
    [InlineData("intake")]
    [InlineData("portal")]
    [InlineData("host")]
    public void No_web_process_ships_a_way_to_open(string process) =>
        Assert.DoesNotContain("SecureIntake.Opening", OurAssemblies(process));

    [Theory]
    [InlineData("intake")]
    [InlineData("portal")]
    [InlineData("gate")]
    [InlineData("host")]
    [InlineData("cli")]
    public void Only_the_worker_ships_a_job_queue(string process) =>
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Layout.Applications, process), "Hangfire*.dll"));

    private static IEnumerable<string> OurAssemblies(string process) =>
        Directory.EnumerateFiles(Path.Combine(Layout.Applications, process), "SecureIntake.*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);
}
