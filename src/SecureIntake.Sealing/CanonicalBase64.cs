using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SecureIntake.Sealing;

/// <summary>Standard base64 in its one canonical spelling: no white space, no spare bits, padding exactly as asked.</summary>
/// <remarks>The BCL decoders accept white space and non-zero spare bits; a second spelling of the same bytes would make signed and MACed
/// things malleable. So: decode, encode again, compare.</remarks>
internal static class CanonicalBase64
{
    /// <summary>Decodes padded base64 text.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var buffer = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, buffer, out var written)) return false;
        var decoded = buffer[..written];
        if (!string.Equals(Convert.ToBase64String(decoded), text, StringComparison.Ordinal)) return false;
        bytes = decoded;
        return true;
    }

    /// <summary>Decodes padded base64 text that must hold <paramref name="size"/> bytes.</summary>
    public static bool TryDecode(string? text, int size, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return text is not null && TryDecode(text, out bytes) && bytes.Length == size;
    }

    /// <summary>Decodes padded base64 in ASCII. What it may hold of a secret is pinned, and in no other place afterwards.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> ascii, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (ascii.Length % 4 != 0) return false;
        var padding = ascii.Length - ascii.TrimEnd((byte)'=').Length;
        if (padding > 2) return false;
        var decoded = GC.AllocateArray<byte>(ascii.Length / 4 * 3 - padding, pinned: true);
        var encoded = GC.AllocateArray<byte>(ascii.Length, pinned: true);
        // White space among the characters makes fewer bytes than there is room for, spare bits another text.
        if (Base64.DecodeFromUtf8(ascii, decoded, out _, out var written) == OperationStatus.Done && written == decoded.Length
            && Base64.EncodeToUtf8(decoded, encoded, out _, out var length) == OperationStatus.Done && encoded.AsSpan(0, length).SequenceEqual(ascii))
            bytes = decoded;
        else
            CryptographicOperations.ZeroMemory(decoded);
        CryptographicOperations.ZeroMemory(encoded);
        return bytes is not null;
    }

    /// <summary>Decodes base64 without <c>=</c>, as age writes it, from ASCII.</summary>
    public static bool TryDecodeUnpadded(ReadOnlySpan<byte> ascii, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (ascii.Length % 4 == 1 || ascii.Contains((byte)'=')) return false;
        var padded = new byte[(ascii.Length + 3) / 4 * 4];
        padded.AsSpan().Fill((byte)'=');
        ascii.CopyTo(padded);
        var decoded = new byte[padded.Length / 4 * 3];
        if (Base64.DecodeFromUtf8(padded, decoded, out var consumed, out var written) != OperationStatus.Done
            || consumed != padded.Length) return false;
        decoded = decoded[..written];
        if (!EncodeUnpadded(decoded).AsSpan().SequenceEqual(ascii)) return false;
        bytes = decoded;
        return true;
    }

    /// <summary>Base64 without <c>=</c>, in ASCII.</summary>
    public static byte[] EncodeUnpadded(ReadOnlySpan<byte> bytes)
    {
        var encoded = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Base64.EncodeToUtf8(bytes, encoded, out _, out var written);
        return encoded[..encoded.AsSpan(0, written).TrimEnd((byte)'=').Length];
    }
}
