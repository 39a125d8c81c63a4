using System.Buffers.Binary;

namespace SecureIntake.Audit.Events;

/// <summary>Sixteen random bytes that make every signed act different, so that no signature serves twice.</summary>
public readonly record struct Nonce
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 16;

    private readonly UInt128 _value;

    /// <summary>Takes exactly 16 bytes.</summary>
    public Nonce(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Reads the one base64 spelling of 16 bytes.</summary>
    public static bool TryParse(string text, out Nonce nonce)
    {
        var ok = StrictBase64.TryDecode(text, out var bytes) && bytes.Length == Length;
        nonce = ok ? new Nonce(bytes) : default;
        return ok;
    }

    /// <summary>Standard base64, 24 characters.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _value);
        return Convert.ToBase64String(bytes);
    }
}
