using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Storage;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Intake.Uploads;

/// <summary>
/// The uploads under way: one file each, <c>ID.COMPARTMENT.LENGTH</c>, in the staging area. The files alone say everything, so a restart goes on
/// where the last process stopped.
/// </summary>
internal sealed class UploadStore : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(48);

    private readonly ConcurrentDictionary<Id<Upload>, Upload> _uploads = new();
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;

    public UploadStore(IOptions<StorageOptions> storage, TimeProvider time, RandomNumberGenerator random)
    {
        _folder = Path.Combine(Path.GetFullPath(storage.Value.Folder), "staging", "uploads");
        (_time, _random) = (time, random);
        Durable.CreateFolder(_folder);
        foreach (string file in Directory.EnumerateFiles(_folder))
        {
            if (Read(file) is { } upload) _uploads[upload.Id] = upload;
        }
    }

    /// <summary>Begins an upload.</summary>
    public Upload Create(Compartment compartment, long length)
    {
        var id = Id<Upload>.New(_random);
        string file = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{id.Text}.{compartment.Name}.{length}"));
        var born = Hour(_time.GetUtcNow());
        Durable.Create(file, []);
        File.SetLastWriteTimeUtc(file, born.UtcDateTime);
        return _uploads[id] = new Upload(id, compartment, length, born, file, stored: 0);
    }

    /// <summary>Finds an upload that is still its client's: not removed, not part of a submission.</summary>
    public Upload? Find(Id<Upload> id) => _uploads.GetValueOrDefault(id);

    /// <summary>Takes an upload into a submission: from now on its client cannot change it.</summary>
    public Upload? Claim(Id<Upload> id) => _uploads.TryRemove(id, out var upload) ? upload : null;

    /// <summary>Removes an upload and its bytes.</summary>
    public void Remove(Upload upload)
    {
        _uploads.TryRemove(upload.Id, out _);
        File.Delete(upload.File);
    }

    /// <summary>Removes what no submission took within 48 hours (to the hour).</summary>
    /// <returns>How many.</returns>
    public int Expire()
    {
        var limit = Hour(_time.GetUtcNow()) - Life;
        var old = _uploads.Values.Where(upload => upload.Born < limit).ToList();
        old.ForEach(Remove);
        return old.Count;
    }

    public void Dispose()
    {
        foreach (var upload in _uploads.Values) upload.Dispose();
    }

    // The minute of an upload is nobody's business.
    private static DateTimeOffset Hour(DateTimeOffset time) => new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);

    private static Upload? Read(string file)
    {
        string[] name = Path.GetFileName(file).Split('.');
        if (name.Length != 3 || !Id<Upload>.TryParse(name[0], out var id) || !Compartment.TryParse(name[1], out var compartment)
            || !long.TryParse(name[2], NumberStyles.None, CultureInfo.InvariantCulture, out long length)) return null;
        var info = new FileInfo(file);
        return new Upload(id, compartment, length, Hour(new DateTimeOffset(info.LastWriteTimeUtc)), file, info.Length);
    }
}
