using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Storage;
using SecureIntake.Intake.Uploads;

namespace SecureIntake.Intake.Submissions;

/// <summary>
/// The accepted submissions that wait for their batch. One file each says which uploads belong together; its rename is the moment of
/// acceptance, so a submission is whole or not there, and survives a crash.
/// </summary>
internal sealed class SubmissionStaging
{
    private readonly Lock _one = new();
    private readonly Dictionary<Id<StagedSubmission>, StagedSubmission> _staged = [];
    private readonly UploadStore _uploads;
    private readonly RandomNumberGenerator _random;
    private readonly string _folder;

    public SubmissionStaging(IOptions<StorageOptions> storage, UploadStore uploads, RandomNumberGenerator random)
    {
        (_uploads, _random) = (uploads, random);
        Folder = Path.Combine(Path.GetFullPath(storage.Value.Folder), "staging");
        _folder = Path.Combine(Folder, "submissions");
        Durable.CreateFolder(_folder);
        foreach (string file in Directory.EnumerateFiles(_folder, "*.json")) Load(file);
    }

    /// <summary>The staging area.</summary>
    public string Folder { get; }

    /// <summary>Those that wait now.</summary>
    public IReadOnlyList<StagedSubmission> Waiting
    {
        get
        {
            lock (_one) return [.. _staged.Values];
        }
    }

    /// <summary>Accepts a submission whose parts are whole. When this returns <see cref="StagingOutcome.Staged"/> it is durable.</summary>
    public StagingOutcome Stage(SubmissionRequest request)
    {
        lock (_one)
        {
            if (_staged.Values.FirstOrDefault(other => Overlaps(other.Request, request)) is { } other)
                return IsSame(other.Request, request) ? StagingOutcome.Repeated : StagingOutcome.Used;
            var uploads = request.Parts.Select(part => _uploads.Find(part.Upload)).OfType<Upload>().ToList();
            if (uploads.Count != request.Parts.Count) return StagingOutcome.UnknownUpload;
            if (uploads.Zip(request.Parts).Any(pair => pair.First.Compartment != pair.Second.Compartment)) return StagingOutcome.WrongCompartment;

            // Whoever still writes to one of them could cut it short again.
            var entered = uploads.TakeWhile(upload => upload.TryEnter()).ToList();
            try
            {
                return entered.Count < uploads.Count ? StagingOutcome.Busy
                    : uploads.Any(upload => !upload.IsComplete) ? StagingOutcome.Incomplete
                    : Accept(request, uploads);
            }
            finally
            {
                entered.ForEach(upload => upload.Leave());
            }
        }
    }

    /// <summary>Forgets a submission that entered: first its bytes, then the file that names them. May be repeated.</summary>
    public void Drop(Id<StagedSubmission> id)
    {
        lock (_one)
        {
            if (!_staged.Remove(id, out var staged)) return;
            foreach (var upload in staged.Uploads) _uploads.Remove(upload);
            File.Delete(FileOf(id));
        }
    }

    private StagingOutcome Accept(SubmissionRequest request, List<Upload> uploads)
    {
        uploads.ForEach(upload => upload.Flush());
        var staged = new StagedSubmission(Id<StagedSubmission>.New(_random), request, uploads);
        Durable.Replace(FileOf(staged.Id), FileOf(staged.Id) + ".tmp", Write(request));
        uploads.ForEach(upload => _uploads.Claim(upload.Id));
        _staged.Add(staged.Id, staged);
        return StagingOutcome.Staged;
    }

    private static bool Overlaps(SubmissionRequest one, SubmissionRequest other) =>
        one.Tag.AsSpan().SequenceEqual(other.Tag) || one.Parts.Select(part => part.Part).Intersect(other.Parts.Select(part => part.Part)).Any();

    private static bool IsSame(SubmissionRequest one, SubmissionRequest other) =>
        one.Tag.AsSpan().SequenceEqual(other.Tag) && one.Parts.Select(part => part.Part).ToHashSet().SetEquals(other.Parts.Select(part => part.Part));

    private static byte[] Write(SubmissionRequest request) => JsonSerializer.SerializeToUtf8Bytes(
        new SubmissionBody(
            request.Week.ToString(),
            Convert.ToBase64String(request.Tag),
            [.. request.Parts.Select(part => new PartBody(part.Upload.Text, part.Part.Text, part.Compartment.Name, part.Number == 0 ? null : part.Number))]),
        SubmissionJson.Default.SubmissionBody);

    private void Load(string file)
    {
        if (!SubmissionRequest.TryParse(File.ReadAllBytes(file), out var request)) throw new InvalidDataException("A staged submission cannot be read.");
        var id = Id<StagedSubmission>.Parse(Path.GetFileNameWithoutExtension(file));
        // Uploads may be missing: then it entered, and the process died while it tidied up.
        _staged.Add(id, new StagedSubmission(id, request!, [.. request!.Parts.Select(part => _uploads.Claim(part.Upload)).OfType<Upload>()]));
    }

    private string FileOf(Id<StagedSubmission> id) => Path.Combine(_folder, id.Text + ".json");
}
