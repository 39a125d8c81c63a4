using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;

namespace SecureIntake.Cases.Storage;

/// <summary>
/// Payloads on disk: random names, whole or not at all (write, fsync, rename, fsync of the folder), file times cut to the day. A payload
/// is ciphertext without its header; nobody opens it with what stands here.
/// </summary>
public sealed class BlobStore(IOptions<StorageOptions> options, TimeProvider time, RandomNumberGenerator random)
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(options.Value.Folder, "blobs")).FullName;

    /// <summary>Stores what the stream holds from its position to its end and gives it a fresh random name.</summary>
    /// <returns>The name, the length in bytes and the SHA-256 of the content.</returns>
    public Task<StoredBlob> StoreAsync(Stream content, CancellationToken cancel) => StoreAsync(Id<StoredBlob>.New(random), content, cancel);

    /// <summary>Stores under a name that the caller drew and wrote down beforehand, to be able to delete it after a crash.</summary>
    public async Task<StoredBlob> StoreAsync(Id<StoredBlob> id, Stream content, CancellationToken cancel)
    {
        string path = PathOf(id);
        string unfinished = UnfinishedOf(id);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                byte[] buffer = new byte[128 * 1024];
                int read;
                while ((read = await content.ReadAsync(buffer, cancel)) > 0)
                {
                    digest.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancel);
                    length += read;
                }

                file.Flush(flushToDisk: true);
            }

            // The hour of a submission is nobody's business: all files of a day carry the same time.
            File.SetLastWriteTimeUtc(unfinished, time.GetUtcNow().UtcDateTime.Date);
            File.Move(unfinished, path);
            Durable.SyncFolder(_folder);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }

        return new StoredBlob(id, length, digest.GetHashAndReset());
    }

    /// <summary>Opens a payload for reading.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    public Stream OpenRead(Id<StoredBlob> id) =>
        new FileStream(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, useAsync: true);

    /// <summary>Deletes a payload, finished or not; nothing happens when it is gone already.</summary>
    public void Delete(Id<StoredBlob> id)
    {
        File.Delete(UnfinishedOf(id));
        File.Delete(PathOf(id));
    }

    private string PathOf(Id<StoredBlob> id) => Path.Combine(_folder, id.Text);

    private string UnfinishedOf(Id<StoredBlob> id) => PathOf(id) + ".tmp";
}

/// <summary>A payload in the <see cref="BlobStore"/>.</summary>
/// <param name="Id">Its random name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Digest">SHA-256 of its bytes.</param>
public sealed record StoredBlob(Id<StoredBlob> Id, long Length, byte[] Digest);
