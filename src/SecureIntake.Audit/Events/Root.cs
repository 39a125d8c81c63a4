using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SecureIntake.Audit.Events;

/// <summary>The organisation's root: m of n Ed25519 keys (<c>SecureIntake.Sealing/FORMAT.md</c> §4).</summary>
internal sealed record Root(int Threshold, IReadOnlyList<Bytes32> Keys)
{
    /// <summary>Lower-case hex of SHA-256(<c>secureintake/root/v1</c> LF m LF, each key's base64 LF).</summary>
    public string Fingerprint
    {
        get
        {
            var text = new StringBuilder("secureintake/root/v1\n").Append(CultureInfo.InvariantCulture, $"{Threshold}\n");
            foreach (var key in Keys) text.Append(key.ToString()).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
        }
    }

    public bool Signed(SignedDocument document) => document.CountSignatures(Keys) >= Threshold;

    public static Root Read(Members members)
    {
        var keys = members.Items("keys", 1, item => item.Bytes32(""));
        // Sorted and distinct, so that one root has one fingerprint.
        members.Require(keys.Zip(keys.Skip(1)).All(pair => string.CompareOrdinal(pair.First.ToString(), pair.Second.ToString()) < 0));
        return new Root(members.Integer("threshold", 1, Math.Max(1, keys.Count)), keys);
    }
}
