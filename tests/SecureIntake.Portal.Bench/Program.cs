using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SecureIntake.Cases;
using SecureIntake.Cases.Storage;
using SecureIntake.Portal.Auditing;
using SecureIntake.Portal.Bench;

// What the auditors' list costs the server: the queries of a page and its sentences, on SQLite. Drawing 50 lines as HTML comes on top.
string folder = args is ["--folder", var given] ? given : Directory.CreateTempSubdirectory("secureintake-bench-").FullName;
try
{
    foreach (var (size, aim) in new[] { (10_000, 100), (1_000_000, 300) })
        await MeasureAsync(Path.Combine(folder, size.ToString(CultureInfo.InvariantCulture)), size, aim);
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task MeasureAsync(string folder, int size, int aim)
{
    Directory.CreateDirectory(folder);
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders();
    builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Storage:Folder"] = folder });
    builder.Services.AddStorage().AddStore<CasesContext>(CasesContext.StoreName);
    using var host = builder.Build();
    await host.StartAsync();
    var contexts = host.Services.GetRequiredService<IDbContextFactory<CasesContext>>();
    var office = new MadeUpLog(size);
    await office.FillAsync(contexts);

    Console.WriteLine($"# {size} entries; aim: a page within {aim} ms");
    string name = size >= 1_000_000 ? "1m" : "10k";
    EntrySearch everything = new(null, null, null, null, null, null);
    await TimeAsync("first_page", everything, 1);
    await TimeAsync("middle_page", everything, size / EntrySearch.PageLength / 2);
    await TimeAsync("last_page", everything, int.MaxValue);
    await TimeAsync("by_type", everything with { Type = "open/v1" }, 1);
    await TimeAsync("by_member", everything with { Member = office.SomeMember }, 1);
    await TimeAsync("by_purpose", everything with { Purpose = "verify" }, 1);
    await TimeAsync("by_case", everything with { Case = office.SomeCase[..8] }, 1);
    await TimeAsync("by_day", everything with { From = office.SomeDay, To = office.SomeDay }, 1);
    await TimeAsync("by_member_type_and_days", everything with { Member = office.SomeMember, Type = "open/v1", From = office.SomeDay }, 1);
    await FigureAsync("unusual", async () =>
    {
        await using var cases = await contexts.CreateDbContextAsync();
        await UnusualLately.ReadAsync(cases, office.Newest, id => id, CancellationToken.None);
    });
    await host.StopAsync();

    Task TimeAsync(string figure, EntrySearch search, int page) => FigureAsync(figure, async () =>
    {
        await using var cases = await contexts.CreateDbContextAsync();
        var listing = await EntryListing.ReadAsync(search, page, id => id, cases, CancellationToken.None);
        if (listing.Lines.Count == 0) throw new InvalidOperationException($"{figure} found nothing.");
    });

    async Task FigureAsync(string figure, Func<Task> read)
    {
        var times = new List<double>();
        for (int round = 0; round < 12; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            await read();
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        // The first is the compiler's.
        double[] sorted = [.. times.Skip(1).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"auditing.{name}.{figure}_ms: {sorted[sorted.Length / 2]:0.0}"));
    }
}
