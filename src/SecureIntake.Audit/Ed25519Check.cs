using System.Collections.Concurrent;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace SecureIntake.Audit;

/// <summary>Ed25519 (RFC 8032, pure) over a whole message.</summary>
internal static class Ed25519Check
{
    /// <summary>Few keys sign most of a log. Unpacking one takes a tenth of a verification, so those that were met first are kept unpacked.</summary>
    private const int MaxKept = 256;

    private static readonly ConcurrentDictionary<Bytes32, Ed25519.PublicPoint> Kept = new();

    /// <summary><c>false</c> for a wrong length, a non-canonical value or a signature of something else.</summary>
    public static bool Verifies(Bytes32 key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Ed25519.SignatureSize) return false;
        if (!Kept.TryGetValue(key, out var point))
        {
            point = Ed25519.ValidatePublicKeyPartialExport(key.ToArray(), 0);
            if (point is null) return false;
            if (Kept.Count < MaxKept) Kept.TryAdd(key, point);
        }
        return Ed25519.Verify(signature.ToArray(), 0, point, message.ToArray(), 0, message.Length);
    }
}
