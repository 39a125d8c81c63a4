using System.CommandLine;
using SecureIntake.Audit.Log;

namespace SecureIntake.Cli.Commands;

/// <summary><c>audit</c>: reads the access log, in a folder or where it is served, without any of its servers' help.</summary>
internal static class AuditCommand
{
    /// <summary>For one file: 256 entries over a slow onion service.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    public static Command Create() => new("audit", "Check and list the access log.") { AuditVerifyCommand.Create(), AuditEntriesCommand.Create() };

    /// <summary>Where the log is.</summary>
    public static Argument<string> Place() => new("folder-or-url") { Description = "The log's folder, or its address (https://…/log/)." };

    /// <summary>Runs a function over the log at a place and turns what the network says into words.</summary>
    public static int Read(string place, string? proxy, Func<ILogReader, Task<int>> run)
    {
        if (!Uri.TryCreate(place, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            if (!Directory.Exists(place)) throw CommandFailedException.Refused($"no such folder: {place}");
            return run(new LogFolder(place)).GetAwaiter().GetResult();
        }

        using var http = Network.Connect(address, proxy);
        try
        {
            return run(new LogSite(http, place.EndsWith('/') ? address : new Uri(place + "/"), Patience)).GetAwaiter().GetResult();
        }
        catch (HttpRequestException)
        {
            throw CommandFailedException.Refused($"nobody answers at {address.Authority}");
        }
    }
}
