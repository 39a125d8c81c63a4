using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Submissions;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>
/// Someone who owns every file, database and log tries to put the submissions of a batch into the order in which they came, in every way that
/// these offer, and does no better than chance.
/// </summary>
public sealed class OrderOfArrivalTests(PostgresServer postgres)
{
    private const int Batches = 8;
    private const int Submissions = 8;

    /// <summary>By chance, one run in a million goes beyond for one of the ways.</summary>
    private const double BeyondChance = 5.5;

    private static readonly (string Form, Func<byte[], byte[]> Write)[] Forms =
    [
        ("raw", tag => tag),
        ("as text", tag => Encoding.ASCII.GetBytes(Convert.ToBase64String(tag))),
    ];

    [Fact]
    public void An_order_that_leaks_is_told_from_chance()
    {
        var (whole, reversed, partly) = (new KendallTest(), new KendallTest(), new KendallTest());
        for (int batch = 0; batch < Batches; batch++)
        {
            whole.Add([0, 1, 2, 3, 4, 5, 6, 7]);
            reversed.Add([7, 6, 5, 4, 3, 2, 1, 0]);
            partly.Add([2, 0, 1, 5, 3, 4, 7, 6]); // only roughly in order
        }

        Assert.True(whole.Score > BeyondChance);
        Assert.True(reversed.Score < -BeyondChance);
        Assert.True(partly.Score > BeyondChance);
    }

    [Theory, BothDatabases, Defends("T-03")]
    public async Task Whoever_owns_everything_cannot_order_the_submissions_of_a_batch(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await using var portal = await PortalHost.StartAsync(store);
        await using (var cases = await intake.OpenCasesAsync())
        {
            office.PublishRoot(cases);
            // Far behind what this log will hold.
            office.Publish(cases, office.DeskLine(SpecimenOffice.Week), SpecimenOffice.Week, index: 1_000_000);
            await cases.SaveChangesAsync();
        }

        var ways = new Dictionary<string, KendallTest>(StringComparer.Ordinal);
        for (int batch = 0; batch < Batches; batch++)
        {
            var tags = new List<byte[]>();
            for (int i = 0; i < Submissions; i++)
            {
                var submission = SpecimenSubmission.Seal(office, evidence: i % 2);
                await submission.SubmitAsync(intake.Client);
                tags.Add(Convert.FromBase64String(submission.Tag));
            }

            Assert.Equal(Submissions, (await intake.Batch.RunAsync(even: true, CancellationToken.None)).Entered);
            foreach (var (way, places) in await ObserveAsync(store, portal, tags))
            {
                if (!ways.TryGetValue(way, out var test)) ways.Add(way, test = new KendallTest());
                test.Add(places);
            }
        }

        Assert.True(ways.Count >= 12, string.Join(", ", ways.Keys));
        Assert.All(ways, way => Assert.True(Math.Abs(way.Value.Score) < BeyondChance, $"{way.Key} tells the order of arrival: {way.Value.Score:0.0} standard deviations"));
    }

    /// <summary>Every way to order them: its name, and the place of each submission in the order of arrival.</summary>
    private static async Task<IReadOnlyList<(string Way, IReadOnlyList<double> Places)>> ObserveAsync(Store store, PortalHost portal, List<byte[]> tags)
    {
        await using var cases = await portal.OpenCasesAsync();
        var submissions = await cases.Submissions.AsNoTracking().ToListAsync();
        var parts = await cases.Parts.AsNoTracking().ToListAsync();
        var entries = await LoggedAsync(cases);
        var handles = tags.ConvertAll(tag => submissions.Single(s => s.Tag.AsSpan().SequenceEqual(tag)).Handle);
        var files = await FilesAsync(Path.Combine(store.Folder, "blobs"));
        var blobs = handles.ConvertAll(handle => parts.Where(part => part.Case == handle).Select(part => part.Blob.Text).ToList());
        var ways = new List<(string, IReadOnlyList<double>)>
        {
            ("rows of submissions", handles.ConvertAll(handle => (double)submissions.FindIndex(s => s.Handle == handle))),
            ("rows of parts, first", handles.ConvertAll(handle => (double)parts.FindIndex(p => p.Case == handle))),
            ("rows of parts, last", handles.ConvertAll(handle => (double)parts.FindLastIndex(p => p.Case == handle))),
            ("rows of the outbox", tags.ConvertAll(tag => (double)entries.FindIndex(e => e.Tag.AsSpan().SequenceEqual(tag)))),
            ("index in the log", tags.ConvertAll(tag => (double)entries.Single(e => e.Tag.AsSpan().SequenceEqual(tag)).Index)),
            ("handles", handles.ConvertAll(handle => (double)handles.Count(other => string.CompareOrdinal(other.Text, handle.Text) < 0))),
        };
        foreach (var (of, look) in FileFact.All)
        {
            ways.Add(($"{of} of blobs, mean", blobs.ConvertAll(names => names.Average(name => look(files[name])))));
            ways.Add(($"{of} of blobs, least", blobs.ConvertAll(names => names.Min(name => look(files[name])))));
        }

        foreach (string file in Directory.GetFiles(store.Folder, "*", SearchOption.TopDirectoryOnly).Where(file => Path.GetFileName(file).Contains(".db", StringComparison.Ordinal)))
        {
            byte[] bytes = await ReadSharedAsync(file);
            foreach (var (form, write) in Forms)
            {
                ways.Add(($"first place in {Path.GetFileName(file)}, {form}", tags.ConvertAll(tag => (double)bytes.AsSpan().IndexOf(write(tag)))));
                ways.Add(($"last place in {Path.GetFileName(file)}, {form}", tags.ConvertAll(tag => (double)bytes.AsSpan().LastIndexOf(write(tag)))));
            }
        }

        Assert.Empty(Directory.GetFiles(Path.Combine(store.Folder, "staging"), "*", SearchOption.AllDirectories));
        return ways;
    }

    /// <summary>The receipts' copies in the database once all of them stand in the log, as rows come.</summary>
    private static async Task<List<(byte[] Tag, long Index)>> LoggedAsync(CasesContext cases)
    {
        for (int attempt = 0; ; attempt++)
        {
            var receipts = await cases.Outbox.AsNoTracking().Where(entry => entry.Type == "receipt/v1").ToListAsync();
            if (receipts.TrueForAll(entry => entry.Index is not null))
                return receipts.ConvertAll(entry => (TagOf(entry), entry.Index!.Value));
            Assert.True(attempt < 400, "The receipts do not enter the log.");
            await Task.Delay(25);
        }
    }

    private static byte[] TagOf(OutboxEntry entry)
    {
        Assert.True(Entry.TryParse(entry.Entry, out var parsed));
        return Assert.IsType<SubmissionReceived>(parsed.Act).Tag.ToArray();
    }

    /// <summary>What the file system tells of every file, by its name.</summary>
    private static async Task<IReadOnlyDictionary<string, FileFact>> FilesAsync(string folder)
    {
        // %i inode, %.W birth, %.Z change, %.Y modification; unsorted, so that the folder's own order shows.
        var start = new ProcessStartInfo("find", [folder, "-type", "f", "-exec", "stat", "-c", "%n %i %.9W %.9Z %.9Y", "{}", "+"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select((line, place) => (Words: line.Split(' '), Place: place))
            .ToDictionary(
                file => Path.GetFileName(file.Words[0]),
                file => new FileFact(file.Place, Number(file.Words[1]), Number(file.Words[2]), Number(file.Words[3]), Number(file.Words[4])),
                StringComparer.Ordinal);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private sealed record FileFact(double Place, double Inode, double Birth, double Change, double Modification)
    {
        public static readonly (string Of, Func<FileFact, double> Look)[] All =
        [
            ("place in the folder", file => file.Place),
            ("inode", file => file.Inode),
            ("birth", file => file.Birth),
            ("change", file => file.Change),
            ("modification", file => file.Modification),
        ];
    }
}
