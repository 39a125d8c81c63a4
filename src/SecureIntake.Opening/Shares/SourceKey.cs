using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Shares;

namespace SecureIntake.Opening.Shares;

/// <summary>Brings the key of a source part together from k custodians' shares, and names the share that is wrong.</summary>
public static class SourceKey
{
    /// <summary>Checks every share against its commitment, combines them, and compares the key with the header that it must open.</summary>
    /// <param name="part">The source part.</param>
    /// <param name="k">Shares that are needed, from the account.</param>
    /// <param name="commitments">By custodian's number, from the account.</param>
    /// <param name="held">At least k shares.</param>
    /// <param name="header">The source part's header.</param>
    /// <param name="identity">Opens the part; the caller disposes it.</param>
    /// <param name="why">Why there is none.</param>
    /// <param name="number">The custodian whose share is wrong or repeated, else 0.</param>
    public static bool TryCombine(OpaqueId part, int k, IReadOnlyDictionary<byte, Bytes32> commitments, IReadOnlyList<HeldShare> held, Header header,
        [NotNullWhen(true)] out HybridIdentity? identity, out ShareFailure why, out byte number)
    {
        identity = null;
        (why, number) = Judge(part, k, commitments, held);
        if (why != ShareFailure.None) return false;
        why = ShareFailure.WrongKey;
        if (!SecretSharing.TryCombine([.. held.Select(share => share.Share)], out var seed)) return false;
        var candidate = new HybridIdentity(seed);
        CryptographicOperations.ZeroMemory(seed);
        if (!candidate.TryUnwrap(header, out var fileKey, out _))
        {
            candidate.Dispose();
            return false;
        }
        fileKey.Dispose();
        (identity, why) = (candidate, ShareFailure.None);
        return true;
    }

    private static (ShareFailure Why, byte Number) Judge(OpaqueId part, int k, IReadOnlyDictionary<byte, Bytes32> commitments, IReadOnlyList<HeldShare> held)
    {
        // Wrong ones first: a person who is told "too few" would ask for one more and learn the rest only then.
        foreach (var share in held)
        {
            if (!share.IsWellFormed || share.Share[^1] == 0 || !commitments.TryGetValue(share.Number, out var commitment)
                || !ShareCommitment.Of(part, share.Number, share.Salt, share.Share).AsSpan().SequenceEqual(commitment.Span))
                return (ShareFailure.NotCommitted, share.Number);
        }
        for (var i = 0; i < held.Count; i++)
            if (held.Take(i).Any(other => other.Number == held[i].Number || other.Share[^1] == held[i].Share[^1]))
                return (ShareFailure.Repeated, held[i].Number);
        return held.Count < Math.Max(k, 2) ? (ShareFailure.TooFew, (byte)0) : (ShareFailure.None, (byte)0);
    }
}
