using System.Text;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using SecureIntake.Sealing.Shares;
using Xunit;

namespace SecureIntake.Sealing.Tests.Shares;

/// <summary>A source part from sealing to opening by custodians, and shares that go to npm <c>shamir-secret-sharing</c> and come back.</summary>
public sealed class SourceKeyTests : IDisposable
{
    private const int K = 3, N = 5;

    private readonly OpaqueId _part = OpaqueId.FromBytes(Bytes("part", OpaqueId.Size));
    private readonly byte[] _seed = Bytes("seed", 32);
    private readonly HybridIdentity _source;
    private readonly Header _header;
    private readonly byte[] _payload;
    private readonly HeldShare[] _held;
    private readonly Dictionary<byte, Bytes32> _commitments;

    public SourceKeyTests()
    {
        _source = new HybridIdentity(_seed);
        var random = new FixedRandom("source-key");
        using var payload = new MemoryStream();
        _header = PartSealer.Seal(Compartment.Source, [new PartEntry("source.json", "{\"v\":1,\"about\":\"SPECIMEN\"}"u8.ToArray())], new SourceIdentity(_seed).Recipient, payload, random.Fill).Header;
        _payload = payload.ToArray();
        _held = [.. SecretSharing.Split(_seed, K, N, random.Fill).Select((share, i) => new HeldShare((byte)(i + 1), Bytes($"salt/{i}", 32), share))];
        _commitments = _held.ToDictionary(share => share.Number, share => new Bytes32(ShareCommitment.Of(_part, share.Number, share.Salt, share.Share)));
    }

    public void Dispose() => _source.Dispose();

    private static byte[] Bytes(string label, int length)
    {
        var bytes = new byte[length];
        new FixedRandom("source-key/" + label).Fill(bytes);
        return bytes;
    }

    private (ShareFailure Why, byte Number) Combine(params HeldShare[] held)
    {
        if (SourceKey.TryCombine(_part, K, _commitments, held, _header, out var identity, out var why, out var number)) identity.Dispose();
        return (why, number);
    }

    [Fact]
    public void Any_k_custodians_bring_the_key_together()
    {
        Assert.True(SourceKey.TryCombine(_part, K, _commitments, [_held[4], _held[0], _held[2]], _header, out var identity, out _, out _));
        using (identity) Assert.Equal(_source.Recipient, identity.Recipient);
        Assert.Equal((ShareFailure.None, 0), Combine(_held));
    }

    [Fact]
    public void Fewer_than_k_and_a_repeated_share_are_named()
    {
        Assert.Equal((ShareFailure.TooFew, 0), Combine(_held[..2]));
        Assert.Equal((ShareFailure.TooFew, 0), Combine());
        Assert.Equal((ShareFailure.Repeated, 2), Combine(_held[0], _held[1], _held[1]));
    }

    [Fact]
    public void A_wrong_share_is_named()
    {
        var flipped = _held[1].Share.ToArray();
        flipped[7] ^= 1;
        Assert.Equal((ShareFailure.NotCommitted, 2), Combine(_held[0], _held[1] with { Share = flipped }, _held[2]));
        Assert.Equal((ShareFailure.NotCommitted, 2), Combine(_held[0], _held[1] with { Salt = Bytes("other", 32) }, _held[2]));
        Assert.Equal((ShareFailure.NotCommitted, 4), Combine(_held[0], _held[1] with { Number = 4 }, _held[2]));
        Assert.Equal((ShareFailure.NotCommitted, 9), Combine(_held[0], _held[1] with { Number = 9 }, _held[2]));
        Assert.Equal((ShareFailure.NotCommitted, 2), Combine(_held[1] with { Share = [1, 2, 3] }));
        // A share of another seed, split for the same custodian.
        var other = SecretSharing.Split(Bytes("another seed", 32), K, N, new FixedRandom("another").Fill);
        Assert.Equal((ShareFailure.NotCommitted, 3), Combine(_held[0], _held[1], _held[2] with { Share = other[2] }));
    }

    [Fact]
    public void Shares_that_were_committed_to_and_give_another_key_are_not_called_right()
    {
        var forged = SecretSharing.Split(Bytes("another seed", 32), K, N, new FixedRandom("another").Fill)
            .Select((share, i) => _held[i] with { Share = share }).ToArray();
        var commitments = forged.ToDictionary(share => share.Number, share => new Bytes32(ShareCommitment.Of(_part, share.Number, share.Salt, share.Share)));
        Assert.False(SourceKey.TryCombine(_part, K, commitments, forged, _header, out _, out var why, out _));
        Assert.Equal(ShareFailure.WrongKey, why);
    }

    [Fact]
    public void Npm_combines_what_we_split()
    {
        foreach (var shares in new[] { _held[..3], _held[2..5] })
            Assert.Equal(_seed, Peer.Node("combine.mjs", [.. shares.SelectMany(share => share.Share)]));
    }

    [Fact]
    public void We_combine_what_npm_splits()
    {
        var shares = Peer.Node("split.mjs", _seed, N.ToString(), K.ToString()).Chunk(ShareCommitment.ShareSize).ToArray();
        Assert.Equal(N, shares.Length);
        Assert.True(SecretSharing.TryCombine([shares[4], shares[1], shares[0]], out var seed));
        Assert.Equal(_seed, seed);
    }

    [Fact]
    public void The_combined_key_opens_the_part_in_programs_that_we_did_not_write()
    {
        Assert.True(SourceKey.TryCombine(_part, K, _commitments, _held[1..4], _header, out var identity, out _, out _));
        var key = KeyText.Write(identity);
        identity.Dispose();
        byte[] file = [.. _header.ToBytes(), .. _payload];
        var tar = OpenWithAge(key, file) ?? Peer.Node("open.mjs", file, Encoding.ASCII.GetString(key));
        Assert.Equal(256 * 1024, tar.Length);
        Assert.True(PartContent.TryRead(Compartment.Source, new MemoryStream(tar), out var content));
        Assert.Equal("source.json", content.Record.Name);
    }

    /// <summary>Null where the installed <c>age</c> does not know hybrid identities: Debian 12's is older than they are.</summary>
    private static byte[]? OpenWithAge(byte[] key, byte[] file)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, key);
            var (exit, output, error) = Peer.Run("age", ["-d", "-i", path], file);
            if (exit == 0) return output;
            Assert.Contains("identity type", error, StringComparison.Ordinal);
            return null;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
