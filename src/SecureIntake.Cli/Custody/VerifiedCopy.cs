using System.Globalization;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cli.Commands;

namespace SecureIntake.Cli.Custody;

/// <summary>A copy of the log that was verified whole, and is cosigned as the root asks.</summary>
/// <param name="Size">Its entries.</param>
/// <param name="Cosigned">When its witnesses saw this state; null where the root asks for none.</param>
/// <param name="Authority">Who may sign after its last entry.</param>
internal sealed record VerifiedCopy(long Size, DateTimeOffset? Cosigned, Authority Authority)
{
    /// <summary>Of the year 9999: a witness's clock may be anything.</summary>
    private const long LastSecond = 253_402_300_799;

    /// <summary>Reads and verifies a copy.</summary>
    /// <param name="place">The log's folder or address.</param>
    /// <param name="proxy">The way to it.</param>
    /// <param name="rootFingerprint">The root's.</param>
    /// <param name="admitted">Is told every entry with its index; what it was told counts once this has returned.</param>
    /// <exception cref="CommandFailedException">The copy does not verify, or too few witnesses cosigned it.</exception>
    public static VerifiedCopy Read(string place, string? proxy, string rootFingerprint, Action<long, Entry> admitted)
    {
        VerifiedCopy? copy = null;
        AuditCommand.Read(place, proxy, async reader =>
        {
            copy = await ReadAsync(reader, rootFingerprint, admitted);
            return ExitCode.Fine;
        });
        return copy!;
    }

    /// <summary>The first line that a person reads of it.</summary>
    /// <param name="lacks">What an older copy may lack.</param>
    public string Line(string lacks) => string.Create(CultureInfo.InvariantCulture, $"log: {Size} entries, all verified")
        + (Cosigned is { } at ? $"; its witnesses saw this state on {EntryWords.Text(at)}: an older one may lack {lacks}" : "");

    private static async Task<VerifiedCopy> ReadAsync(ILogReader reader, string rootFingerprint, Action<long, Entry> admitted)
    {
        var authority = new Authority(rootFingerprint, null);
        var verdict = await new LogVerifier(reader, authority) { Admitted = admitted }.VerifyAsync(CancellationToken.None);
        if (verdict is not Verdict.Verified verified)
            throw CommandFailedException.Tampered("this copy of the log does not verify; `audit verify` says where");
        if (!authority.WitnessPolicy.IsWitnessed(verified.Note.Span))
            throw CommandFailedException.Tampered($"this copy of the log is not cosigned as the root asks: {authority.WitnessPolicy.Words}");
        return new VerifiedCopy(verified.Checkpoint.Size, CosignedAt(authority.WitnessPolicy, verified.Note.Span), authority);
    }

    /// <summary>The newest time at which so many as the root asks for had seen it: what one of them says alone makes no copy newer.</summary>
    private static DateTimeOffset? CosignedAt(WitnessPolicy policy, ReadOnlySpan<byte> note)
    {
        if (policy.AsksNobody) return null;
        var lines = CheckpointNote.Cosignatures(note, policy.Witnesses.Select(witness => witness.Key));
        var newest = lines.Select(line => line.Time).OrderDescending().FirstOrDefault(time => policy.IsMetBy(lines.Where(line => line.Time >= time).Select(line => line.Key)));
        return DateTimeOffset.FromUnixTimeSeconds(Math.Min(newest, LastSecond));
    }
}
