using CsCheck;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing.Shares;
using Xunit;

namespace SecureIntake.Sealing.Tests.Shares;

public class SecretSharingTests
{
    [Fact]
    public void Any_k_shares_give_the_seed_back_and_more_do_too()
    {
        Gen.Select(Gen.Byte.Array[32], Gen.Int[2, 6], Gen.Int[0, 4], Gen.Int[0, 1 << 20]).Sample((seed, k, more, label) =>
        {
            var random = new FixedRandom("shares/" + label);
            var shares = SecretSharing.Split(seed, k, k + more, random.Fill);
            var shuffled = shares.OrderBy(share => share[0]).ToArray();
            Assert.True(SecretSharing.TryCombine(shuffled[..k], out var combined));
            Assert.Equal(seed, combined);
            Assert.True(SecretSharing.TryCombine(shares, out combined));
            Assert.Equal(seed, combined);
        }, iter: 100);
    }

    [Fact]
    public void One_share_fewer_gives_another_seed()
    {
        var seed = new byte[32];
        var shares = SecretSharing.Split(seed, 3, 5, new FixedRandom("fewer").Fill);
        Assert.True(SecretSharing.TryCombine(shares[..2], out var combined));
        Assert.NotEqual(seed, combined);
    }

    [Fact]
    public void Every_byte_value_at_every_place_survives()
    {
        for (var value = 0; value < 256; value++)
        {
            var seed = Enumerable.Range(0, 32).Select(i => (byte)(value + i & 0xFF)).ToArray();
            var shares = SecretSharing.Split(seed, 2, 3, new FixedRandom("value/" + value).Fill);
            foreach (var pair in new[] { (0, 1), (0, 2), (1, 2) })
            {
                Assert.True(SecretSharing.TryCombine([shares[pair.Item1], shares[pair.Item2]], out var combined));
                Assert.Equal(seed, combined);
            }
        }
    }

    [Fact]
    public void A_share_at_zero_or_a_repeated_or_cut_share_is_refused()
    {
        var shares = SecretSharing.Split(new byte[32], 2, 3, new FixedRandom("refused").Fill);
        var zero = shares[0].ToArray();
        zero[32] = 0;
        Assert.False(SecretSharing.TryCombine([zero, shares[1]], out _));
        Assert.False(SecretSharing.TryCombine([shares[0], shares[0]], out _));
        Assert.False(SecretSharing.TryCombine([shares[0][..32], shares[1]], out _));
        Assert.False(SecretSharing.TryCombine([shares[0]], out _));
    }

    [Fact]
    public void Points_are_never_zero_and_never_repeat()
    {
        var shares = SecretSharing.Split(new byte[32], 2, 255, new FixedRandom("points").Fill);
        Assert.Equal(Enumerable.Range(1, 255), shares.Select(share => (int)share[32]).Order());
    }

    [Fact]
    public void The_field_is_that_of_AES()
    {
        Assert.Equal(0xC1, Gf256.Multiply(0x57, 0x83)); // FIPS 197 §4.2
        for (var a = 0; a < 256; a++)
        {
            Assert.Equal(a, Gf256.Multiply((byte)a, 1));
            if (a != 0) Assert.Equal(1, Gf256.Multiply((byte)a, Gf256.Invert((byte)a)));
            for (var b = 0; b < 256; b++) Assert.Equal(Slow(a, b), Gf256.Multiply((byte)a, (byte)b));
        }
    }

    [Fact]
    public void A_commitment_names_part_number_salt_and_share()
    {
        var part = OpaqueId.FromBytes(new byte[16]);
        var other = OpaqueId.FromBytes([.. new byte[15], 1]);
        var (salt, share) = (new byte[32], new byte[33]);
        var all = new[]
        {
            ShareCommitment.Of(part, 1, salt, share), ShareCommitment.Of(other, 1, salt, share), ShareCommitment.Of(part, 2, salt, share),
            ShareCommitment.Of(part, 1, [.. new byte[31], 1], share), ShareCommitment.Of(part, 1, salt, [.. new byte[32], 1]),
        };
        Assert.Equal(all.Length, all.Select(Convert.ToHexString).Distinct().Count());
    }

    /// <summary>Multiplication by the book: polynomials, then the remainder.</summary>
    private static int Slow(int a, int b)
    {
        var product = 0;
        for (var bit = 0; bit < 8; bit++)
            if ((b >> bit & 1) != 0) product ^= a << bit;
        for (var bit = 14; bit >= 8; bit--)
            if ((product >> bit & 1) != 0) product ^= 0x11B << (bit - 8);
        return product;
    }
}
