using System.Net;
using System.Net.Sockets;

namespace SecureIntake.Journey.Machinery;

/// <summary>Resolves every name below <c>localhost</c> to this machine (RFC 6761), as browsers do and HttpClient does not.</summary>
public static class Loopback
{
    /// <summary>A connection to the port on 127.0.0.1, whatever the name.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
