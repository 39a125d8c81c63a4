using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>A witness behind HTTP.</summary>
internal sealed class WitnessHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WitnessSigner _signer;
    private readonly Witness _witness;

    private WitnessHost(Store store, string name, LogKey log)
    {
        _signer = new WitnessSigner(name, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
        _witness = new Witness(Path.Combine(store.Folder, name), _signer, [log], TimeProvider.System);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/add-checkpoint", AnswerAsync);
    }

    /// <summary>The key of the log of the portal that will start over a store.</summary>
    public static LogSigner LogOf(Store store)
    {
        File.WriteAllBytes(Path.Combine(store.Folder, "log.key"), SHA256.HashData("specimen log"u8));
        return LogSigner.FromFile("secureintake.example/log", Path.Combine(store.Folder, "log.key"));
    }

    /// <summary>What the root signs to ask for k of these.</summary>
    public static string Policy(int k, params WitnessKey[] witnesses) =>
        string.Concat(witnesses.Select(key => $"witness {key.Name} {key}\n")) + $"group all-of-them {k} {string.Join(' ', witnesses.Select(key => key.Name))}\nquorum all-of-them\n";

    /// <summary>The portal's setting for where witnesses are.</summary>
    public static (string Key, string Value) Addresses(Store store, params (WitnessKey Key, string Address)[] witnesses)
    {
        string file = Path.Combine(store.Folder, "witness.policy");
        File.WriteAllText(file, string.Concat(witnesses.Select(witness => $"witness {witness.Key.Name} {witness.Key} {witness.Address}\n")) + "quorum none\n");
        return ("Portal:WitnessAddressesFile", file);
    }

    /// <summary>The same for witnesses that run.</summary>
    public static (string Key, string Value) Addresses(Store store, params WitnessHost[] witnesses) =>
        Addresses(store, [.. witnesses.Select(witness => (witness.Key, witness.Address))]);

    public bool IsAway { get; set; }

    /// <summary>How long it takes to answer.</summary>
    public TimeSpan Delay { get; set; }

    public WitnessKey Key => _witness.Key;

    public string Address => _app.Urls.Single();

    public static async Task<WitnessHost> StartAsync(Store store, string name, LogKey log)
    {
        var host = new WitnessHost(store, name, log);
        await host._app.StartAsync();
        return host;
    }

    public int Ask(LogTree tree) => _witness.Add(new AddCheckpoint(0, [], tree.Note).ToBytes()).Status;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _witness.Dispose();
        _signer.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (IsAway)
        {
            context.Response.StatusCode = 503;
            return;
        }

        await Task.Delay(Delay, context.RequestAborted);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var answer = _witness.Add(body.ToArray());
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        await context.Response.WriteAsync(answer.Body);
    }
}
