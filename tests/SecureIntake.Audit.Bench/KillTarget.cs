using System.Globalization;
using System.Text;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Tests;

namespace SecureIntake.Audit.Bench;

/// <summary>
/// A writer that appends for ever, for the test that kills it (<c>KillTests</c>): one line on standard output for each checkpoint that it
/// published, <c>size root</c>. What entry I says depends on I and on the seed of the run, so that no round can repeat another's by chance.
/// </summary>
internal static class KillTarget
{
    public static int Run(string folder, int seed)
    {
        using var office = new SpecimenOffice();
        using var writer = LogWriter.Open(folder, office.Log);
        Say(writer.Tree.Checkpoint);
        for (var round = 0; ; round++)
        {
            var first = writer.Tree.Size;
            // Single entries, batches that fill a tile, batches over several.
            var count = (round * 31 + seed * 17) % 9 switch { 0 => 600, 1 => (int)(256 - first % 256), 2 => 300, var few => few * few };
            writer.Append([.. Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed} {first + i}")))]);
            Say(writer.Tree.Checkpoint);
        }
    }

    private static void Say(Checkpoint checkpoint)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Size} {checkpoint.Root}"));
        Console.Out.Flush();
    }
}
