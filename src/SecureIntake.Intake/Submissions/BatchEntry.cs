using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Intake.Submissions;

/// <summary>
/// Enters the staged submissions into the cases: payloads become blobs of random names, one transaction adds rows and log entries, and only
/// then the staging area is emptied. It may be killed anywhere; the next run undoes or finishes by the <see cref="BatchPlan"/>.
/// </summary>
internal sealed class BatchEntry(
    SubmissionStaging staging, BlobStore blobs, IDbContextFactory<CasesContext> contexts, BatchHolding holding, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>Called between the steps; tests crash there.</summary>
    internal Action<BatchStep>? AfterStep { get; set; }

    private string PlanFile => Path.Combine(staging.Folder, "batch.json");

    /// <summary>Enters what waits.</summary>
    /// <param name="even">Whether a batch without submissions leaves entries too, so that the log does not tell a quiet day.</param>
    /// <param name="cancel">Leaves everything for the next run.</param>
    /// <returns>How many submissions entered, and how many wait on.</returns>
    public async Task<BatchResult> RunAsync(bool even, CancellationToken cancel)
    {
        await RecoverAsync(cancel);
        var staged = staging.Waiting;
        // Before anything is written: what cannot be held yet stays where it is, and keeps nobody else.
        var gates = await holding.KeysAsync(staged.Select(one => one.Request.Week), cancel);
        var waiting = staged.Where(one => gates.ContainsKey(one.Request.Week)).ToList();
        var result = new BatchResult(waiting.Count, staged.Count - waiting.Count);
        if (waiting.Count == 0 && !even) return result;
        if (waiting.Any(one => one.Uploads.Count != one.Request.Parts.Count)) throw new InvalidDataException("A staged submission lost a part.");

        var drafts = waiting.Select(one => new Draft(one, Id<Submission>.New(random), [.. one.Uploads.Select(_ => Id<StoredBlob>.New(random))])).ToList();
        WritePlan(new BatchPlan([.. drafts.Select(d => new PlannedSubmission(d.Staged.Id.Text, d.Handle.Text, [.. d.Blobs.Select(b => b.Text)]))]));
        AfterStep?.Invoke(BatchStep.Planned);
        var parts = await StoreAsync(drafts, gates, cancel);
        AfterStep?.Invoke(BatchStep.Stored);
        await CommitAsync(drafts, parts, cancel);
        AfterStep?.Invoke(BatchStep.Committed);
        Tidy(waiting.Select(one => one.Id));
        return result;
    }

    /// <summary>Finishes or undoes what an earlier run began.</summary>
    private async Task RecoverAsync(CancellationToken cancel)
    {
        if (!File.Exists(PlanFile)) return;
        var plan = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(PlanFile, cancel), SubmissionJson.Default.BatchPlan)!;
        var handles = plan.Submissions.Select(s => Id<Submission>.Parse(s.Handle)).ToList();
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        // One transaction: all of them entered, or none.
        if (await cases.Submissions.AnyAsync(s => handles.Contains(s.Handle), cancel))
        {
            Tidy(plan.Submissions.Select(s => Id<StagedSubmission>.Parse(s.Staged)));
            return;
        }

        foreach (string blob in plan.Submissions.SelectMany(s => s.Blobs)) blobs.Delete(Id<StoredBlob>.Parse(blob));
        File.Delete(PlanFile);
    }

    /// <summary>Copies the payloads. In the order of their random names, so that the disk does not keep which parts came together.</summary>
    private async Task<ILookup<Draft, Part>> StoreAsync(
        List<Draft> drafts, IReadOnlyDictionary<Week, IReadOnlyList<HybridRecipient>> gates, CancellationToken cancel)
    {
        var parts = new List<(Draft Draft, Part Part)>();
        var all = drafts.SelectMany(draft => draft.Blobs.Select((blob, i) => (Draft: draft, Blob: blob, Index: i)));
        foreach (var (draft, blob, index) in all.OrderBy(one => one.Blob.Text, StringComparer.Ordinal))
        {
            await using var file = new FileStream(draft.Staged.Uploads[index].File, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, useAsync: true);
            byte[] header = new byte[StructuralCheck.HeaderLength];
            await file.ReadExactlyAsync(header, cancel);
            var stored = await blobs.StoreAsync(blob, file, cancel);
            var asked = draft.Staged.Request.Parts[index];
            parts.Add((draft, new Part
            {
                Id = asked.Part,
                Case = draft.Handle,
                Compartment = asked.Compartment.Name,
                Number = asked.Number,
                Blob = stored.Id,
                Length = stored.Length,
                Digest = stored.Digest,
                Header = BatchHolding.Hold(gates[draft.Staged.Request.Week], draft.Handle, asked, header),
            }));
        }

        return parts.ToLookup(pair => pair.Draft, pair => pair.Part);
    }

    private async Task CommitAsync(List<Draft> drafts, ILookup<Draft, Part> parts, CancellationToken cancel)
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        // The handles were drawn at random, so their order is the shuffle.
        var submissions = drafts.OrderBy(draft => draft.Handle.Text, StringComparer.Ordinal).Select(draft => SubmissionOf(draft, parts[draft], day)).ToList();
        cases.Submissions.AddRange(submissions);
        cases.Parts.AddRange(drafts.SelectMany(draft => parts[draft]));
        cases.Outbox.AddRange(ReceiptLeaves.Of(submissions, day, random));
        await cases.SaveChangesAsync(cancel);
    }

    private Submission SubmissionOf(Draft draft, IEnumerable<Part> parts, DateOnly day)
    {
        byte[] salt = new byte[SubmissionManifest.SaltLength];
        random.GetBytes(salt);
        var (week, tag) = (draft.Staged.Request.Week.ToString(), draft.Staged.Request.Tag);
        return new Submission
        {
            Handle = draft.Handle,
            Day = day,
            Week = week,
            Tag = tag,
            Salt = salt,
            Digest = SubmissionManifest.Digest(salt, week, tag, parts),
        };
    }

    private void WritePlan(BatchPlan plan)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(plan, SubmissionJson.Default.BatchPlan);
        Durable.Replace(PlanFile, PlanFile + ".tmp", json);
    }

    private void Tidy(IEnumerable<Id<StagedSubmission>> entered)
    {
        foreach (var id in entered)
        {
            staging.Drop(id);
            AfterStep?.Invoke(BatchStep.Dropped);
        }

        File.Delete(PlanFile);
    }

    private sealed record Draft(StagedSubmission Staged, Id<Submission> Handle, IReadOnlyList<Id<StoredBlob>> Blobs);
}

/// <summary>What a batch did.</summary>
/// <param name="Entered">Submissions that entered.</param>
/// <param name="Left">Those that wait: a gate has given their week no key.</param>
internal readonly record struct BatchResult(int Entered, int Left);

/// <summary>Where a batch can die.</summary>
internal enum BatchStep
{
    Planned,
    Stored,
    Committed,
    Dropped,
}
