using System.Security.Cryptography;

namespace SecureIntake.Audit.Tests.Log;

/// <summary>RFC 6962 §2.1 word for word, over byte arrays: slow, obvious and independent of the code under test.</summary>
internal static class NaiveTree
{
    public static byte[] Root(byte[][] d) => d.Length switch
    {
        0 => SHA256.HashData([]),
        1 => SHA256.HashData([0, .. d[0]]),
        _ => SHA256.HashData([1, .. Root(d[..K(d)]), .. Root(d[K(d)..])]),
    };

    public static byte[][] Path(int m, byte[][] d)
    {
        if (d.Length == 1) return [];
        var k = K(d);
        return m < k ? [.. Path(m, d[..k]), Root(d[k..])] : [.. Path(m - k, d[k..]), Root(d[..k])];
    }

    public static byte[][] Proof(int m, byte[][] d) => m == 0 || m == d.Length ? [] : SubProof(m, d, true);

    private static byte[][] SubProof(int m, byte[][] d, bool b)
    {
        if (m == d.Length) return b ? [] : [Root(d)];
        var k = K(d);
        return m <= k ? [.. SubProof(m, d[..k], b), Root(d[k..])] : [.. SubProof(m - k, d[k..], false), Root(d[..k])];
    }

    private static int K(byte[][] d)
    {
        var k = 1;
        while (k * 2 < d.Length) k *= 2;
        return k;
    }
}
