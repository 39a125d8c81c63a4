using System.Net;
using System.Text;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Cli.Witnessing;

/// <summary>
/// A witness behind HTTP: <c>POST add-checkpoint</c>, <c>GET SHA-256(origin)/checkpoint</c>. On the tool's own listener, which is meant for the
/// loopback interface or a proxy in front: a tool that has to run on any machine carries no web server along.
/// </summary>
internal sealed class WitnessServer : IDisposable
{
    private const int AtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpListener _listener = new();
    private readonly SemaphoreSlim _free = new(AtOnce);
    private readonly Witness _witness;
    private readonly string _path;

    private WitnessServer(Witness witness, Uri address)
    {
        (_witness, _path) = (witness, address.AbsolutePath);
        _listener.Prefixes.Add(address.ToString());
    }

    /// <summary>Listens.</summary>
    public static WitnessServer Start(Witness witness, Uri address)
    {
        var server = new WitnessServer(witness, address);
        try
        {
            server._listener.Start();
            return server;
        }
        catch (HttpListenerException failure)
        {
            server.Dispose();
            throw CommandFailedException.Refused($"cannot listen at {address}: {failure.Message}");
        }
    }

    /// <summary>Answers until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var registration = cancel.Register(_listener.Stop);
        while (!cancel.IsCancellationRequested)
        {
            await _free.WaitAsync(CancellationToken.None);
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!_listener.IsListening) return;
                // One who could not be listened to; the others are.
                _free.Release();
                continue;
            }
            _ = AnswerAsync(context);
        }
    }

    public void Dispose()
    {
        _listener.Close();
        _free.Dispose();
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            await WriteAsync(context.Response, await AnswerAsync(context.Request));
        }
        catch (Exception e)
        {
            // Who asked went away or sends too slowly; anything else is a fault of this program. Whatever it is, others are still answered.
            if (e is not (HttpListenerException or IOException or ObjectDisposedException or TimeoutException)) CommandLine.Say($"! {e.GetType()}");
            context.Response.Abort();
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<WitnessAnswer> AnswerAsync(HttpListenerRequest request)
    {
        var path = request.Url!.AbsolutePath;
        if (!path.StartsWith(_path, StringComparison.Ordinal)) return new WitnessAnswer(404, "");
        path = path[_path.Length..];
        if (path == "add-checkpoint")
        {
            if (request.HttpMethod != "POST") return new WitnessAnswer(405, "");
            if (await ReadAsync(request) is not { } body) return new WitnessAnswer(413, "");
            var answer = Remembering(() => _witness.Add(body));
            CommandLine.Say($"{answer.Status} {OriginOf(body)}");
            return answer;
        }
        return path.Split('/') is [var origin, "checkpoint"] ? Remembering(() => Newest(request, origin)) : new WitnessAnswer(404, "");
    }

    private WitnessAnswer Newest(HttpListenerRequest request, string origin)
    {
        if (_witness.Read(origin) is not { } note) return new WitnessAnswer(404, "");
        return request.HttpMethod == "GET" ? new WitnessAnswer(200, Encoding.UTF8.GetString(note)) : new WitnessAnswer(405, "");
    }

    /// <summary>
    /// An answer that needs the memory. Where that cannot be written or is not what was written, there is no cosignature (500), and whoever asked
    /// may ask again: a person has to look.
    /// </summary>
    private static WitnessAnswer Remembering(Func<WitnessAnswer> answer)
    {
        try
        {
            return answer();
        }
        catch (Exception e) when (SystemFailure.Is(e) || e is LogDamagedException)
        {
            CommandLine.Say("! " + (e is LogDamagedException damaged ? $"what it remembers was changed: {damaged.Place}" : SystemFailure.Words(e)));
            return new WitnessAnswer(500, "");
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpListenerRequest request)
    {
        var body = new byte[AddCheckpoint.MaxLength + 1];
        var length = await request.InputStream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false).AsTask().WaitAsync(Patience);
        return length < body.Length ? body[..length] : null;
    }

    private static async Task WriteAsync(HttpListenerResponse response, WitnessAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        var bytes = Encoding.UTF8.GetBytes(answer.Body);
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes).AsTask().WaitAsync(Patience);
        response.Close();
    }

    /// <summary>What is said of a request: the log and its size, if it names any.</summary>
    private static string OriginOf(byte[] body) =>
        AddCheckpoint.TryParse(body, out var request) && CheckpointNote.TryRead(request!.Note.Span, out var checkpoint)
            ? $"{checkpoint!.Origin} {checkpoint.Size}"
            : "malformed";
}
