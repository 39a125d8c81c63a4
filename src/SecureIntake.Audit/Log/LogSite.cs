using System.Net;

namespace SecureIntake.Audit.Log;

/// <summary>A log behind HTTP, read by its static paths. Files cannot be listed there.</summary>
/// <param name="http">Its own settings bound redirects.</param>
/// <param name="address">The log's address, ending in <c>/</c>.</param>
/// <param name="patience">How long one file may take, to its last byte.</param>
public sealed class LogSite(HttpClient http, Uri address, TimeSpan patience) : ILogReader
{
    private const int MaxTile = TileName.FullWidth * Bytes32.Length;
    private const int MaxBundle = TileName.FullWidth * (2 + EntryBundle.MaxEntry);

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadCheckpointAsync(CancellationToken cancel) => GetAsync(LogFolder.CheckpointFile, CheckpointNote.MaxLength, cancel);

    /// <inheritdoc/>
    public async ValueTask<byte[]?> ReadTileAsync(TileName tile, CancellationToken cancel)
    {
        var max = tile.IsEntries ? MaxBundle : MaxTile;
        var exact = await GetAsync(tile.ToString(), max, cancel);
        if (exact is not null || !tile.IsPartial) return exact;
        // The log grew meanwhile, and a full tile replaced this one.
        return await GetAsync(tile.Full.ToString(), max, cancel) is { } full ? tile.Cut(full) : null;
    }

    /// <inheritdoc/>
    public IEnumerable<string>? ListFiles() => null;

    private async ValueTask<byte[]?> GetAsync(string path, int max, CancellationToken cancel)
    {
        // The client's own limit ends with the headers: a body that never ends would hold a check up for ever.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            return await ReadAsync(path, max, limit.Token);
        }
        catch (OperationCanceledException silence) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"{address.Authority} takes too long to answer", silence);
        }
    }

    private async Task<byte[]?> ReadAsync(string path, int max, CancellationToken cancel)
    {
        using var response = await http.GetAsync(new Uri(address, path), HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw new IOException($"the log answered {(int)response.StatusCode}");
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[16 * 1024];
        var bytes = new MemoryStream();
        // What is longer than allowed comes back too long, and is refused for that.
        while (bytes.Length <= max && await body.ReadAsync(buffer, cancel) is > 0 and var read) bytes.Write(buffer, 0, read);
        return bytes.ToArray();
    }
}
