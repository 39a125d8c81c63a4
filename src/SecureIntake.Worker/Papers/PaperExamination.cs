using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SecureIntake.Cases.Storage;
using SecureIntake.Examination.Checks;
using SecureIntake.Examination.Documents;
using SecureIntake.Examination.Findings;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Worker.Gates;
using SecureIntake.Worker.Leases;
using SecureIntake.Worker.Stages;

namespace SecureIntake.Worker.Papers;

/// <summary>The stage <c>examine</c>: opens the leased paper in memory, examines it in the sandbox, checks what was keyed in from it.</summary>
internal sealed class PaperExamination(Examiner examiner, ExaminerOptions limits, BlobStore blobs, TimeProvider time)
{
    /// <summary>What came of it: findings and, perhaps, a safe copy; or why it could not be done.</summary>
    public async Task<ExaminedPaper> RunAsync(VerifiedLease lease, LeasedHeaders headers, DateOnly received, CancellationToken cancel)
    {
        var keyed = new List<Finding>();
        foreach (var part in lease.Keyed)
        {
            if (!TryCheckKeyed(part, lease, headers, out var findings, out var why))
                return new ExaminedPaper(why);
            keyed.AddRange(findings);
        }

        // Padding adds less than 4 % at such lengths: what is longer by more holds a file that is too long. It is not opened at all.
        if (PayloadLayout.TryPlaintextLength(lease.Paper.Part.Length, out long length) && length > limits.MaxFileBytes * 1.04)
            return new ExaminedPaper(Examiner.Unopened(Step.Size, Unsafe.TooLarge), keyed);
        if (!OpenedPart.TryOpen(lease.Paper, headers.Find(lease.Paper.Grant.Part), lease.Run.Identity, blobs, out var paper, out var failure))
            return new ExaminedPaper(failure);
        using (paper)
        {
            if (!TryReadEvidence(paper, out var record, out var file))
                return new ExaminedPaper(StageFailure.PartContent);
            return new ExaminedPaper(await examiner.ExamineAsync(paper.Bytes(file), record.Type, received, cancel), keyed);
        }
    }

    private bool TryCheckKeyed(LeasedPart part, VerifiedLease lease, LeasedHeaders headers, out IReadOnlyList<Finding> findings, out StageFailure why)
    {
        findings = [];
        if (!OpenedPart.TryOpen(part, headers.Find(part.Grant.Part), lease.Run.Identity, blobs, out var opened, out why))
            return false;
        using (opened)
        {
            why = StageFailure.PartContent;
            if (RecordJson.ReadKeyed(opened.Bytes(opened.Content.Record).Span) is not { } record)
                return false;
            // A lead leases all that was keyed in the case; what belongs to another paper is for another stage run.
            if (record.About == lease.Paper.Grant.Part)
                findings = MrzCheck.Run(record.Mrz, MrzOrigin.Keyed, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
            return true;
        }
    }

    /// <summary>The record and the one file that it describes, byte for byte.</summary>
    private static bool TryReadEvidence(OpenedPart paper, [NotNullWhen(true)] out EvidenceRecord? record, [NotNullWhen(true)] out PartFile? file)
    {
        record = RecordJson.ReadEvidence(paper.Bytes(paper.Content.Record).Span);
        file = paper.Content.Files is [_, var only] ? only : null;
        return record is not null && file is not null && record.File == file.Name && record.Size == file.Length
            && SHA256.HashData(paper.Bytes(file).Span).AsSpan().SequenceEqual(record.Sha256);
    }
}

/// <summary>What came of an examination. Disposing it wipes the safe copy.</summary>
internal sealed class ExaminedPaper : IDisposable
{
    private readonly SecureIntake.Examination.Documents.Examination? _examination;

    public ExaminedPaper(StageFailure failure) => Failure = failure;

    public ExaminedPaper(SecureIntake.Examination.Documents.Examination examination, IEnumerable<Finding> keyed)
    {
        _examination = examination;
        Findings = [.. examination.Findings, .. keyed];
        OpenedSafely = examination.OpenedSafely;
    }

    /// <summary>Why it could not be done; null when it was.</summary>
    public StageFailure? Failure { get; }

    public IReadOnlyList<Finding> Findings { get; } = [];

    public bool OpenedSafely { get; }

    public IReadOnlyList<SafePage> Pages => _examination?.Pages ?? [];

    public int TotalPages => _examination?.TotalPages ?? 0;

    public void Dispose() => _examination?.Dispose();
}
