using System.Security.Cryptography;
using System.Text;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing.Shares;

namespace SecureIntake.Fuzz.Targets;

/// <summary>Shares as base64, one a line, and what several of them combine to.</summary>
internal sealed class ShareTarget : Target
{
    private const int MaxShares = 8;

    public override string Name => "share";

    public override IEnumerable<byte[]> Seeds()
    {
        var shares = SecretSharing.Split(new byte[32], 2, 3, Counting()).Select(Convert.ToBase64String).ToArray();
        yield return Encoding.ASCII.GetBytes(shares[0]);
        yield return Encoding.ASCII.GetBytes(string.Join('\n', shares));
        yield return Encoding.ASCII.GetBytes($"{shares[0]}\n{shares[0]}");
        yield return Encoding.ASCII.GetBytes($"{Convert.ToBase64String(new byte[33])}\n{shares[1]}");
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        var shares = new List<byte[]>();
        foreach (var line in Encoding.Latin1.GetString(input).Split('\n').Take(MaxShares))
        {
            if (!SecretSharing.TryParseShare(line, out var share)) return;
            Require(Convert.ToBase64String(share) == line && share.Length == ShareCommitment.ShareSize, "accepted text is not canonical");
            shares.Add(share);
        }
        if (!SecretSharing.TryCombine(shares, out var seed)) return;
        Require(shares.Count >= 2 && shares.All(share => share[^1] != 0), "a share at zero was combined: its holder dictates the seed");
        Require(shares.Select(share => share[^1]).Distinct().Count() == shares.Count, "one point was taken twice");
        CryptographicOperations.ZeroMemory(seed);
    }
}
