using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SecureIntake.Cases;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Storage;
using SecureIntake.Portal.Auditing;
using SecureIntake.Portal.Bench;

// What the auditors' list costs the server: the queries of a page and its sentences, on SQLite or, with --postgres, on the cluster that listens there.
// Drawing 50 lines as HTML comes on top.
string folder = Directory.CreateTempSubdirectory("secureintake-bench-").FullName;
string? server = args is ["--postgres", var socket] ? socket : null;
try
{
    foreach (var (size, aim) in new[] { (10_000, 100), (1_000_000, 300) })
        await MeasureAsync(Path.Combine(folder, size.ToString(CultureInfo.InvariantCulture)), server, size, aim);
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task MeasureAsync(string folder, string? server, int size, int aim)
{
    Directory.CreateDirectory(folder);
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.ClearProviders();
    var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Storage:Folder"] = folder };
    if (server is not null)
    {
        string file = Path.Combine(folder, "postgres.connection");
        await File.WriteAllTextAsync(file, $"Host={server};Username=postgres;Database=bench{size}");
        settings["Storage:PostgresConnectionFile"] = file;
    }

    builder.Configuration.AddInMemoryCollection(settings);
    builder.Services.AddStorage().AddStore<CasesContext>(CasesContext.StoreName);
    using var host = builder.Build();
    await host.StartAsync();
    var contexts = host.Services.GetRequiredService<IDbContextFactory<CasesContext>>();
    var office = new MadeUpLog(size);
    await office.FillAsync(contexts);

    Console.WriteLine($"# {size} entries on {(server is null ? "SQLite" : "PostgreSQL")}; aim: a page within {aim} ms");
    string name = (server is null ? "" : "postgres.") + (size >= 1_000_000 ? "1m" : "10k");
    EntrySearch everything = new();
    await TimeAsync("first_page", everything, 1);
    await TimeAsync("middle_page", everything, size / EntryListing.PageLength / 2);
    await TimeAsync("last_page", everything, int.MaxValue);
    await TimeAsync("by_type", everything with { Type = "open/v1" }, 1);
    await TimeAsync("by_member", everything with { Member = office.SomeMember }, 1);
    await TimeAsync("by_purpose", everything with { Purpose = "verify" }, 1);
    await TimeAsync("by_case", everything with { Case = office.SomeCase[..8] }, 1);
    await TimeAsync("by_day", everything with { From = office.SomeDay, To = office.SomeDay }, 1);
    await TimeAsync("by_stage", everything with { Stage = StageName.Examine }, 1);
    await TimeAsync("by_member_type_and_days", everything with { Member = office.SomeMember, Type = "open/v1", From = office.SomeDay }, 1);
    // Where nothing fits, or only what is old, all that one of the filters finds is looked through.
    Func<EntrySearch, EntrySearch>[] filters =
    [
        search => search with { Type = "open/v1" },
        search => search with { Member = office.SomeMember },
        search => search with { Purpose = "read" },
        search => search with { Stage = StageName.Examine },
        search => search with { Case = office.SomeCase[..1] },
        search => search with { To = office.EarlyDay },
    ];
    var combinations = Enumerable.Range(1, (1 << filters.Length) - 1)
        .Select(chosen => filters.Where((_, at) => (chosen >> at & 1) == 1).Aggregate(everything, (search, narrow) => narrow(search))).ToList();
    var slowest = (Search: everything, Milliseconds: 0.0);
    foreach (var search in combinations)
    {
        double milliseconds = await MedianAsync(rounds: 4, () => ListAsync(search, 1));
        if (milliseconds > slowest.Milliseconds)
            slowest = (search, milliseconds);
    }

    Console.WriteLine($"# the slowest of {combinations.Count} combinations: {slowest.Search.Query}");
    Print("slowest_combination", slowest.Milliseconds);
    await FigureAsync("unusual", async () =>
    {
        await using var cases = await contexts.CreateDbContextAsync();
        await UnusualLately.ReadAsync(cases, office.Newest, id => id, CancellationToken.None);
    });
    await host.StopAsync();

    Task TimeAsync(string figure, EntrySearch search, int page) => FigureAsync(figure, async () =>
    {
        if ((await ListAsync(search, page)).Lines.Count == 0) throw new InvalidOperationException($"{figure} found nothing.");
    });

    async Task<EntryListing> ListAsync(EntrySearch search, int page)
    {
        await using var cases = await contexts.CreateDbContextAsync();
        return await EntryListing.ReadAsync(search, page, id => id, cases, CancellationToken.None);
    }

    async Task FigureAsync(string figure, Func<Task> read) => Print(figure, await MedianAsync(rounds: 12, read));

    void Print(string figure, double milliseconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"auditing.{name}.{figure}_ms: {milliseconds:0.0}"));
}

static async Task<double> MedianAsync(int rounds, Func<Task> read)
{
    var times = new List<double>();
    for (int round = 0; round < rounds; round++)
    {
        long begun = Stopwatch.GetTimestamp();
        await read();
        times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    // The first is the compiler's.
    double[] sorted = [.. times.Skip(1).Order()];
    return sorted[sorted.Length / 2];
}
