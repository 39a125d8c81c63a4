using System.Text;
using System.Text.RegularExpressions;
using SecureIntake.Portal.Access;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>The README shows who may do what as the code decides it. After a change, copy the table that this prints.</summary>
public sealed partial class CapabilityTableTests
{
    [Fact]
    public void The_README_holds_the_table_of_capabilities()
    {
        string page = File.ReadAllText(Path.Combine(Repository(), "README.md"));
        string table = Table();
        Assert.True(page.Contains(table, StringComparison.Ordinal), "README.md lacks this table:\n" + table);
    }

    private static string Table()
    {
        var roles = Enum.GetValues<Role>();
        var table = new StringBuilder("| may |");
        foreach (var role in roles)
            table.Append(' ').Append(role.Word()).Append(" |");
        table.Append("\n|---|").Insert(table.Length, ":-:|", roles.Length).Append('\n');
        foreach (var capability in Enum.GetValues<Capability>())
        {
            table.Append("| ").Append(Words().Replace(capability.ToString(), " ").ToLowerInvariant()).Append(" |");
            foreach (var role in roles)
                table.Append(Capabilities.RolesOf(capability).Contains(role) ? " ● |" : " |");
            table.Append('\n');
        }

        return table.ToString();
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SecureIntake.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        return folder.FullName;
    }

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex Words();
}
