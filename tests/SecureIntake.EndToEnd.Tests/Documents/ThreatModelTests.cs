using System.Text.RegularExpressions;
using SecureIntake.Journey.Machinery;

namespace SecureIntake.EndToEnd.Tests.Documents;

/// <summary>Keeps <c>threat-model.md</c> true: what it names exists, and what claims to prove a threat stands in it.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string Repository = Layout.Find().Repository;
    private static readonly IReadOnlyList<Row> Rows = [.. ReadRows()];
    private static readonly IReadOnlyList<(string Threat, string Test)> Proofs = [.. ReadProofs()];

    [Fact]
    public void The_table_has_threats() => Assert.True(Rows.Count >= 10);

    [Fact]
    public void Every_threat_has_its_own_id() => Assert.Equal(Rows.Count, Rows.Select(row => row.Threat).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Every_defence_exists()
    {
        foreach (var row in Rows)
        {
            Assert.NotEmpty(row.Defences);
            foreach (string defence in row.Defences)
            {
                string[] pieces = defence.Split('#');
                string path = Path.Combine(Repository, pieces[0]);
                Assert.True(File.Exists(path), $"{row.Threat} names {pieces[0]}, which is not there.");
                if (pieces.Length > 1)
                    Assert.True(File.ReadAllText(path).Contains(pieces[1], StringComparison.Ordinal), $"{row.Threat} names {defence}, which is not there.");
            }
        }
    }

    [Fact]
    public void Every_named_proof_is_a_test_that_carries_the_threat()
    {
        foreach (var row in Rows)
        {
            Assert.NotEmpty(row.Proofs);
            foreach (string proof in row.Proofs)
                Assert.True(Proofs.Contains((row.Threat, proof)), $"{row.Threat} names {proof}; no test of that name carries [Defends(\"{row.Threat}\")].");
        }
    }

    [Fact]
    public void Every_test_that_claims_a_threat_stands_in_its_row()
    {
        foreach (var (threat, test) in Proofs)
        {
            var row = Rows.SingleOrDefault(row => row.Threat == threat);
            Assert.True(row is not null, $"{test} defends {threat}, which has no row.");
            Assert.True(row.Proofs.Contains(test), $"{test} defends {threat}, whose row does not name it.");
        }
    }

    private static IEnumerable<Row> ReadRows()
    {
        foreach (string line in File.ReadLines(Path.Combine(Repository, "threat-model.md")))
        {
            if (!RowStart().IsMatch(line))
                continue;
            string[] cells = [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
            Assert.True(cells.Length == 6, $"{cells[0]} has {cells.Length} cells, not 6.");
            yield return new Row(cells[0], Quoted(cells[3]), Quoted(cells[4]));
        }
    }

    private static IEnumerable<(string Threat, string Test)> ReadProofs()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository, "tests"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains("/obj/", StringComparison.Ordinal) || file.EndsWith("/Defends.cs", StringComparison.Ordinal))
                continue;
            string source = File.ReadAllText(file);
            string name = Path.GetFileNameWithoutExtension(file);
            foreach (Match attribute in Attribute().Matches(source))
            {
                string method = Method().Match(source, attribute.Index).Groups[1].Value;
                yield return (attribute.Groups[1].Value, $"{name}.{method}");
            }
        }

        string scripts = Path.Combine(Repository, "src", "SecureIntake.Browser");
        foreach (string file in Directory.EnumerateFiles(scripts, "*.test.ts", SearchOption.AllDirectories))
        {
            if (file.Contains("/node_modules/", StringComparison.Ordinal))
                continue;
            foreach (Match title in Title().Matches(File.ReadAllText(file)))
                yield return (title.Groups[1].Value, $"{Path.GetFileName(file)}: {title.Groups[2].Value}");
        }
    }

    private static IReadOnlyList<string> Quoted(string cell) => [.. Backticks().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^\| T-\d\d \|")]
    private static partial Regex RowStart();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backticks();

    [GeneratedRegex("Defends\\(\"(T-\\d\\d)\"\\)")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"public (?:async )?(?:static )?(?:void|Task|ValueTask) (\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex("[\"'`]\\[(T-\\d\\d)\\] ([^\"'`]+)[\"'`]")]
    private static partial Regex Title();

    private sealed record Row(string Threat, IReadOnlyList<string> Defences, IReadOnlyList<string> Proofs);
}
