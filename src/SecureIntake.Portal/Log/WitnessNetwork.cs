using System.Net;
using System.Net.Http;

namespace SecureIntake.Portal.Log;

/// <summary>
/// How witnesses are reached: by the proxy that is set, or directly. Never by one that the environment names, which would learn who is asked and
/// when; and no onion name without a proxy, because to ask DNS for it would tell (RFC 7686 §2).
/// </summary>
internal static class WitnessNetwork
{
    /// <summary>A client for witnesses.</summary>
    /// <param name="proxy">An address that begins with <c>socks5://</c> or <c>http://</c>; empty for none.</param>
    /// <param name="witnesses">Where they are.</param>
    /// <exception cref="InvalidOperationException">The proxy is no such address, or there is none for an onion address.</exception>
    public static HttpClient Connect(string proxy, IReadOnlyCollection<Uri> witnesses)
    {
        if (proxy.Length == 0 && witnesses.Any(address => address.IdnHost.TrimEnd('.').EndsWith(".onion", StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException("Portal:WitnessAddressesFile names an onion address, which is reached through Tor: set Portal:WitnessProxy, socks5://127.0.0.1:9050");
        return new HttpClient(new SocketsHttpHandler
        {
            Proxy = proxy.Length == 0 ? null : new WebProxy(Address(proxy)),
            UseProxy = proxy.Length > 0,
            // A witness is one address and no other.
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each try has its own
        };
    }

    private static Uri Address(string proxy) => Uri.TryCreate(proxy, UriKind.Absolute, out var address) && address.Scheme is "socks5" or "http"
        ? address
        : throw new InvalidOperationException("Portal:WitnessProxy is not an address that begins with socks5:// or http://");
}
