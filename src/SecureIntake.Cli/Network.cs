using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace SecureIntake.Cli;

/// <summary>How commands reach a server: without cookies, redirects or a proxy that the environment names; names never leak by DNS.</summary>
internal static class Network
{
    /// <summary>The option that sends everything through a proxy.</summary>
    public static Option<string?> ProxyOption() => new("--proxy") { Description = "For example socks5://127.0.0.1:9050 for Tor." };

    /// <summary>Reads an address.</summary>
    /// <exception cref="CommandFailedException">It has none of the schemes.</exception>
    public static Uri Address(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme, StringComparer.Ordinal)
            ? address
            : throw CommandFailedException.WrongUse($"{text} is not an address that begins with {string.Join(" or ", schemes.Select(scheme => scheme + "://"))}");

    /// <summary>A client for a server's address, perhaps through a proxy.</summary>
    /// <param name="address">The server's <c>http</c> or <c>https</c> address.</param>
    /// <param name="proxy">The value of <see cref="ProxyOption"/>.</param>
    /// <exception cref="CommandFailedException">An onion address without a proxy: asking DNS for it would tell (RFC 7686 §2).</exception>
    public static HttpClient Connect(Uri address, string? proxy)
    {
        if (proxy is null && IsBelow(address.IdnHost, ".onion"))
            throw CommandFailedException.WrongUse("an onion address is reached through Tor: add --proxy socks5://127.0.0.1:9050");
        return new HttpClient(new SocketsHttpHandler
        {
            Proxy = proxy is null ? null : new WebProxy(Address(proxy, "http", "socks5")),
            UseProxy = proxy is not null, // never one that the environment names: it would learn of the visit
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = ConnectAsync,
        })
        { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    // Names below localhost are this machine (RFC 6761 §6.3), as browsers know; the system's resolver often does not.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        string host = context.DnsEndPoint.Host;
        EndPoint place = IsBelow(host, ".localhost")
            ? new DnsEndPoint("localhost", context.DnsEndPoint.Port)
            : context.DnsEndPoint;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(place, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A name may end in the dot of DNS's root.
    private static bool IsBelow(string host, string domain) => host.TrimEnd('.').EndsWith(domain, StringComparison.OrdinalIgnoreCase);
}
