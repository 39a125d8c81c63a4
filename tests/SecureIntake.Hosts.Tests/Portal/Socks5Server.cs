using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>A proxy as Tor has one (RFC 1928), which leads every name to one port of this machine and keeps what it was asked for.</summary>
internal sealed class Socks5Server : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;

    public Socks5Server(int port)
    {
        _port = port;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"socks5://{_listener.LocalEndpoint}";

    /// <summary>Host and port of each request, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var from = client;
        var stream = from.GetStream();
        byte[] methods = await ReadAsync((await ReadAsync(2))[1]);
        Assert.Contains((byte)0, methods);
        await stream.WriteAsync(new byte[] { 5, 0 });

        byte[] request = await ReadAsync(4);
        // 3: a name. The one who sends an address asked somebody else for it before.
        Assert.Equal(3, request[3]);
        string name = Encoding.ASCII.GetString(await ReadAsync((await ReadAsync(1))[0]));
        Asked.Enqueue($"{name}:{BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2))}");
        using var to = new TcpClient();
        await to.ConnectAsync(IPAddress.Loopback, _port);
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 });
        await Task.WhenAny(stream.CopyToAsync(to.GetStream()), to.GetStream().CopyToAsync(stream));

        async Task<byte[]> ReadAsync(int count)
        {
            byte[] bytes = new byte[count];
            await stream.ReadExactlyAsync(bytes);
            return bytes;
        }
    }
}
