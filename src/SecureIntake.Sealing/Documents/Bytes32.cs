using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace SecureIntake.Sealing.Documents;

/// <summary>32 bytes of a digest, commitment or salt, written in base64.</summary>
[JsonConverter(typeof(Bytes32Converter))]
public sealed class Bytes32 : IEquatable<Bytes32>
{
    /// <summary>Bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;

    /// <summary>A copy of these 32 bytes.</summary>
    public Bytes32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException("32 bytes were expected.", nameof(bytes));
        _bytes = bytes.ToArray();
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Reads canonical base64.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Bytes32? value)
    {
        value = CanonicalBase64.TryDecode(text, Size, out var bytes) ? new Bytes32(bytes) : null;
        return value is not null;
    }

    public override string ToString() => Convert.ToBase64String(_bytes);

    public bool Equals(Bytes32? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);
    public override bool Equals(object? obj) => Equals(obj as Bytes32);
    public override int GetHashCode() => BitConverter.ToInt32(_bytes, 0);
}
