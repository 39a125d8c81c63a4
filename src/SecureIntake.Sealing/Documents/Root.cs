using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SecureIntake.Sealing.Documents;

/// <summary>The organisation's root: m of these keys sign what everybody relies on. Its fingerprint is pinned.</summary>
/// <param name="Threshold">How many keys must sign.</param>
/// <param name="Keys">Distinct keys, their base64 sorted ordinally.</param>
public sealed record Root(int Threshold, IReadOnlyList<Signer> Keys)
{
    /// <summary>The root of these keys, in the order that the format wants.</summary>
    public static Root Of(int threshold, IEnumerable<Signer> keys)
    {
        var root = new Root(threshold, [.. keys.OrderBy(key => key.ToString(), StringComparer.Ordinal)]);
        return root.IsSound ? root : throw new ArgumentException("A root needs distinct keys and a threshold from 1 to their number.", nameof(threshold));
    }

    /// <summary>Reads <c>{ "threshold": m, "keys": ["B64", …] }</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out Root? root)
    {
        root = StrictJson.Read(json, StrictJson.Types.Root);
        if (root is { IsSound: true }) return true;
        root = null;
        return false;
    }

    /// <summary>The root as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Types.Root);

    /// <summary>Lower-case hex of SHA-256(<c>secureintake/root/v1</c> LF ‖ m LF ‖ each key's base64 LF).</summary>
    [JsonIgnore]
    public string Fingerprint
    {
        get
        {
            var text = new StringBuilder("secureintake/root/v1\n").Append(CultureInfo.InvariantCulture, $"{Threshold}\n");
            foreach (var key in Keys) text.Append(key).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
        }
    }

    internal bool IsSound => Threshold >= 1 && Threshold <= Keys.Count && Keys.Zip(Keys.Skip(1))
        .All(pair => string.CompareOrdinal(pair.First.ToString(), pair.Second.ToString()) < 0);

    /// <summary>Whether enough of the keys signed the document.</summary>
    public bool Signed(SignedDocument document) => document.CountSignatures(Keys) >= Threshold;
}
