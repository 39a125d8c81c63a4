using System.Numerics;
using System.Security.Cryptography;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Cases.Submissions;

/// <summary>The log entries of one batch: a receipt for each submission, and fillers that look the same (ops/decisions/0003).</summary>
public static class ReceiptLeaves
{
    /// <summary>The fewest entries that a batch adds, so that one without submissions looks like one with a few.</summary>
    public const int Fewest = 4;

    /// <summary>One entry a submission and fillers up to the next power of two, at least <see cref="Fewest"/>; in no order.</summary>
    public static IReadOnlyList<OutboxEntry> Of(IReadOnlyCollection<Submission> submissions, DateOnly day, RandomNumberGenerator random)
    {
        var leaves = submissions.Select(s => new SubmissionReceived(day, new Bytes32(s.Tag), new Bytes32(s.Digest))).ToList();
        int count = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Fewest, leaves.Count));
        while (leaves.Count < count)
            leaves.Add(new SubmissionReceived(day, Draw(random), Draw(random)));
        return [.. leaves.Select(leaf => OutboxEntry.Of(Entry.Record(leaf).Bytes.ToArray()))];
    }

    private static Bytes32 Draw(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        random.GetBytes(bytes);
        return new Bytes32(bytes);
    }
}
