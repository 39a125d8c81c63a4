using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Sealing;

/// <summary>An id: 16 random bytes, written as 32 lower-case hex digits (FORMAT.md, conventions). It tells nothing but itself.</summary>
[JsonConverter(typeof(IdConverter))]
public readonly struct OpaqueId : IEquatable<OpaqueId>
{
    /// <summary>Bytes of an id.</summary>
    public const int Size = 16;

    private readonly UInt128 _value;
    private readonly bool _set;

    private OpaqueId(UInt128 value) => (_value, _set) = (value, true);

    /// <summary>Draws a new id: 16 bytes from <paramref name="random"/>.</summary>
    public static OpaqueId Create(RandomSource random)
    {
        Span<byte> bytes = stackalloc byte[Size];
        random(bytes);
        return FromBytes(bytes);
    }

    /// <summary>The id with these 16 bytes.</summary>
    public static OpaqueId FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes))
        : throw new ArgumentException("An id has 16 bytes.", nameof(bytes));

    /// <summary>Reads the one spelling that an id has.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OpaqueId id)
    {
        id = default;
        if (text is not { Length: 2 * Size }
            || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        var candidate = new OpaqueId(value);
        if (!string.Equals(candidate.ToString(), text, StringComparison.Ordinal)) return false; // upper-case digits parse, too
        id = candidate;
        return true;
    }

    /// <summary>The 16 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);

    public bool Equals(OpaqueId other) => _set == other._set && _value == other._value;
    public override bool Equals(object? obj) => obj is OpaqueId other && Equals(other);
    public override int GetHashCode() => _value.GetHashCode();
    public static bool operator ==(OpaqueId left, OpaqueId right) => left.Equals(right);
    public static bool operator !=(OpaqueId left, OpaqueId right) => !left.Equals(right);

    private UInt128 Value => _set ? _value : throw new InvalidOperationException("This id was never set.");
}
