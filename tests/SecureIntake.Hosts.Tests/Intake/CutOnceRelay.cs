using System.Net;
using System.Net.Sockets;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>A line to a host that breaks once, after so many bytes of one connection, as lines in villages do.</summary>
internal sealed class CutOnceRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _target;
    private readonly int _cutAfter;
    private readonly Task _accepting;
    private int _cuts;

    public CutOnceRelay(Uri target, int cutAfter)
    {
        (_target, _cutAfter) = (target, cutAfter);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public int Cuts => _cuts;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true) lines.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var host = new TcpClient())
        {
            try
            {
                await host.ConnectAsync(_target.Host, _target.Port, _end.Token);
                await Task.WhenAny(ForwardAsync(client, host), host.GetStream().CopyToAsync(client.GetStream(), _end.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The line is gone; that is what it is for.
            }
        }
    }

    private async Task ForwardAsync(TcpClient client, TcpClient host)
    {
        var buffer = new byte[16_384];
        var passed = 0;
        for (int read; (read = await client.GetStream().ReadAsync(buffer, _end.Token)) > 0;)
        {
            await host.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
            if ((passed += read) > _cutAfter && Interlocked.CompareExchange(ref _cuts, 1, 0) == 0) return;
        }
    }
}
