using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SecureIntake.Sealing.Age;

/// <summary>HPKE (RFC 9180) base mode, single message: KEM X-Wing (0x647A), HKDF-SHA-256 (1), ChaCha20-Poly1305 (3).</summary>
/// <remarks>Only the key schedule is here: X-Wing gives the shared secret, which enters as it is, without a further KEM extract step.</remarks>
internal static class Hpke
{
    public const int KeySize = 32;
    public const int NonceSize = 12;

    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;
    private static ReadOnlySpan<byte> SuiteId => [(byte)'H', (byte)'P', (byte)'K', (byte)'E', 0x64, 0x7A, 0x00, 0x01, 0x00, 0x03];

    /// <summary>RFC 9180 §5.1 KeySchedule for mode_base with the info that age fixes.</summary>
    public static void Schedule(ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> nonce)
    {
        byte[] context = [0, .. LabeledExtract(default, "psk_id_hash"u8, default), .. LabeledExtract(default, "info_hash"u8, info)];
        var secret = LabeledExtract(sharedSecret, "secret"u8, default);
        LabeledExpand(secret, "key"u8, context, key);
        LabeledExpand(secret, "base_nonce"u8, context, nonce);
        CryptographicOperations.ZeroMemory(secret);
    }

    private static byte[] LabeledExtract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> keyMaterial)
    {
        byte[] labeled = [.. Version, .. SuiteId, .. label, .. keyMaterial];
        var extracted = GC.AllocateArray<byte>(32, pinned: true);
        HKDF.Extract(HashAlgorithmName.SHA256, labeled, salt, extracted);
        CryptographicOperations.ZeroMemory(labeled);
        return extracted;
    }

    private static void LabeledExpand(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)output.Length);
        byte[] info = [.. length, .. Version, .. SuiteId, .. label, .. context];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, output, info);
    }
}
