using System.Text.RegularExpressions;
using SecureIntake.Journey.Machinery;

namespace SecureIntake.EndToEnd.Tests.Documents;

/// <summary>A link of a document that leads nowhere is a promise that is not kept.</summary>
public sealed partial class LinkTests
{
    private static readonly string Repository = Layout.Find().Repository;

    public static TheoryData<string> Pages =>
    [
        .. Directory.EnumerateFiles(Repository, "*.md", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/node_modules/", StringComparison.Ordinal) && !path.Contains("/.local/", StringComparison.Ordinal)
                && !path.Contains("/bin/", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Repository, path)),
    ];

    [Theory, MemberData(nameof(Pages))]
    public void Every_relative_link_leads_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository, page))!;
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(Repository, page))))
        {
            string target = link.Groups[1].Value.Split('#')[0];
            if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
                continue;
            Assert.True(Path.Exists(Path.Combine(folder, target)), $"{page} links to {target}.");
        }
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
