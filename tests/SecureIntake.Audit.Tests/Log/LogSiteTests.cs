using System.Net;
using System.Net.Sockets;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests.Log;

public sealed class LogSiteTests
{
    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nspecimen.example/log\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nspec\r\n")]
    public async Task A_server_that_falls_silent_anywhere_is_given_up(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var site = new LogSite(http, new Uri($"http://{listener.LocalEndpoint}/log/"), TimeSpan.FromMilliseconds(500));
        var reading = site.ReadCheckpointAsync(CancellationToken.None).AsTask();
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        var failure = await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("takes too long", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_by_themselves_is_told_so()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var site = new LogSite(http, new Uri($"http://{listener.LocalEndpoint}/log/"), TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => site.ReadCheckpointAsync(cancel.Token).AsTask());
    }
}
