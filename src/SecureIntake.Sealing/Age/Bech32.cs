using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SecureIntake.Sealing.Age;

/// <summary>Bech32 (BIP 173) as age uses it: no length limit, one case only, no spare bits.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;
    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>ASCII of <c>prefix 1 data checksum</c> in lower case. The buffer may hold a secret: the caller clears it.</summary>
    public static byte[] Encode(string prefix, ReadOnlySpan<byte> data)
    {
        var values = new byte[(data.Length * 8 + 4) / 5];
        Regroup(data, 8, values, 5);
        var text = new byte[prefix.Length + 1 + values.Length + ChecksumLength];
        Encoding.ASCII.GetBytes(prefix, text);
        text[prefix.Length] = (byte)'1';
        for (var i = 0; i < values.Length; i++) text[prefix.Length + 1 + i] = (byte)Alphabet[values[i]];

        var check = Absorb(AbsorbPrefix(prefix), values);
        for (var i = 0; i < ChecksumLength; i++) check = Step(check, 0);
        check ^= 1;
        for (var i = 0; i < ChecksumLength; i++)
            text[^(ChecksumLength - i)] = (byte)Alphabet[(int)(check >> (5 * (ChecksumLength - 1 - i)) & 31)];
        Array.Clear(values);
        return text;
    }

    /// <summary>Reads what <see cref="Encode"/> writes, or the same in upper case, with the expected lower-case prefix.</summary>
    public static bool TryDecode(string prefix, ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? data)
    {
        data = null;
        // Only BIP 173's characters: a few others lower-case to ASCII, as U+212A (Kelvin sign) does to k, and would be a second spelling.
        if (text.ContainsAnyExceptInRange('!', '~')) return false;
        if (text.ContainsAnyInRange('a', 'z') && text.ContainsAnyInRange('A', 'Z')) return false;
        var separator = text.LastIndexOf('1');
        if (separator != prefix.Length || !text[..separator].Equals(prefix, StringComparison.OrdinalIgnoreCase)) return false;

        var symbols = text[(separator + 1)..];
        if (symbols.Length < ChecksumLength) return false;
        var values = new byte[symbols.Length];
        for (var i = 0; i < symbols.Length; i++)
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(symbols[i]), StringComparison.Ordinal);
            if (value < 0) return false;
            values[i] = (byte)value;
        }
        if (Absorb(AbsorbPrefix(prefix), values) != 1) return false;

        var payload = values.AsSpan(0, values.Length - ChecksumLength);
        var spareBits = payload.Length * 5 % 8;
        if (spareBits >= 5 || (payload.Length > 0 && (payload[^1] & ((1 << spareBits) - 1)) != 0)) return false;
        var bytes = new byte[payload.Length * 5 / 8];
        Regroup(payload, 5, bytes, 8);
        Array.Clear(values);
        data = bytes;
        return true;
    }

    /// <summary>Moves bits from groups of <paramref name="from"/> to groups of <paramref name="to"/>; a short last group is filled with zeros.</summary>
    private static void Regroup(ReadOnlySpan<byte> input, int from, Span<byte> output, int to)
    {
        uint held = 0;
        var bits = 0;
        var next = 0;
        foreach (var group in input)
        {
            held = (held << from | group) & 0xFFFF;
            bits += from;
            while (bits >= to && next < output.Length)
            {
                bits -= to;
                output[next++] = (byte)(held >> bits & ((1u << to) - 1));
            }
        }
        if (next < output.Length) output[next] = (byte)(held << (to - bits) & ((1u << to) - 1));
    }

    private static uint AbsorbPrefix(string prefix)
    {
        uint check = 1;
        foreach (var c in prefix) check = Step(check, (uint)c >> 5);
        check = Step(check, 0);
        foreach (var c in prefix) check = Step(check, (uint)c & 31);
        return check;
    }

    private static uint Absorb(uint check, ReadOnlySpan<byte> values)
    {
        foreach (var value in values) check = Step(check, value);
        return check;
    }

    private static uint Step(uint check, uint value)
    {
        var top = check >> 25;
        check = (check & 0x1ffffff) << 5 ^ value;
        for (var i = 0; i < Generator.Length; i++)
            if ((top >> i & 1) != 0) check ^= Generator[i];
        return check;
    }
}
