using Org.BouncyCastle.Math.EC.Rfc8032;

namespace SecureIntake.Audit;

/// <summary>Ed25519 (RFC 8032, pure) over a whole message.</summary>
internal static class Ed25519Check
{
    /// <summary><c>false</c> for a wrong length, a non-canonical value or a signature of something else.</summary>
    public static bool Verifies(Bytes32 key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize
        && Ed25519.Verify(signature.ToArray(), 0, key.ToArray(), 0, message.ToArray(), 0, message.Length);
}
