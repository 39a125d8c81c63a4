using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace SecureIntake.Sealing.Documents;

/// <summary>An Ed25519 public key: whose signature this is. The one place that verifies signatures.</summary>
[JsonConverter(typeof(SignerConverter))]
public sealed class Signer : IEquatable<Signer>
{
    /// <summary>Bytes of the key.</summary>
    public const int Size = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureSize = 64;

    private readonly byte[] _key;

    private Signer(byte[] key) => _key = key;

    /// <summary>Reads 32 bytes; false when they are no point of the prime-order group (small order, not canonical).</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> key, [NotNullWhen(true)] out Signer? signer)
    {
        signer = key.Length == Size && Ed25519.ValidatePublicKeyFull(key) ? new Signer(key.ToArray()) : null;
        return signer is not null;
    }

    /// <summary>Reads canonical base64.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Signer? signer)
    {
        signer = null;
        return CanonicalBase64.TryDecode(text, Size, out var key) && TryFromBytes(key, out signer);
    }

    /// <summary>Whether this signer signed this message.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize && Ed25519.Verify(signature, _key, message);

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes() => [.. _key];

    /// <summary>Base64, as documents write it.</summary>
    public override string ToString() => Convert.ToBase64String(_key);

    public bool Equals(Signer? other) => other is not null && _key.AsSpan().SequenceEqual(other._key);
    public override bool Equals(object? obj) => Equals(obj as Signer);
    public override int GetHashCode() => BitConverter.ToInt32(_key, 0);
}
