using CsCheck;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

public class HeaderTests
{
    private static readonly HybridIdentity Identity = HybridIdentity.Create(new FixedRandom("header/identity").Fill);

    private static byte[] Fresh(int recipients = 1)
    {
        var random = new FixedRandom("header");
        using var fileKey = FileKey.Create(random.Fill);
        return Header.Create(fileKey, [.. Enumerable.Repeat(Identity.Recipient, recipients)], random.Fill).ToBytes();
    }

    [Fact]
    public void A_header_for_one_recipient_has_1627_bytes() => Assert.Equal(Header.SingleHybridLength, Fresh().Length);

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Its_length_grows_by_1557_for_each_recipient(int recipients) => Assert.Equal(22 + 1557 * recipients + 48, Fresh(recipients).Length);

    [Fact]
    public void Whatever_parses_is_written_back_byte_for_byte()
    {
        var seeds = AgeVectors.All.Values.Select(vector => vector.File).Append(Fresh()).Append(Fresh(3)).ToArray();
        Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Int[0, 4000], Gen.Byte, Gen.Int[0, 3]).Sample((seed, at, value, kind) =>
        {
            var bytes = Mutate(seeds[seed], at, value, kind);
            if (!Header.TryParsePrefix(bytes, out var header, out _)) return;
            Assert.Equal(bytes.AsSpan(0, header.Length).ToArray(), header.ToBytes());
        }, iter: 20_000);
    }

    [Fact]
    public void Every_flipped_bit_is_refused_by_the_header_or_by_its_mac()
    {
        var header = Fresh();
        for (var i = 0; i < header.Length; i++)
        {
            var flipped = header.ToArray();
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.False(Header.TryParse(flipped, out var parsed, out _) && Identity.TryUnwrap(parsed, out _, out _), $"byte {i}");
        }
    }

    [Fact]
    public void Every_beginning_of_a_header_is_truncated()
    {
        var header = Fresh();
        for (var length = 0; length < header.Length; length++)
        {
            Assert.False(Header.TryParse(header.AsSpan(0, length), out _, out var why));
            Assert.Equal(HeaderFailure.Truncated, why);
            Assert.False(Header.TryRead(new MemoryStream(header, 0, length), out _, out why));
            Assert.Equal(HeaderFailure.Truncated, why);
        }
    }

    [Fact]
    public void A_stream_is_left_at_the_first_byte_of_the_payload()
    {
        var stream = new MemoryStream([.. Fresh(2), 42]);
        Assert.True(Header.TryRead(stream, out _, out _));
        Assert.Equal(42, stream.ReadByte());
    }

    [Fact]
    public void Bytes_after_a_header_are_no_header() => Assert.False(Header.TryParse([.. Fresh(), 0], out _, out _));

    [Fact]
    public void Plain_text_is_called_not_age()
    {
        Assert.False(Header.TryRead(new MemoryStream("My brother was taken on a Tuesday."u8.ToArray()), out _, out var why));
        Assert.Equal(HeaderFailure.NotAge, why);
    }

    [Fact]
    public void A_header_without_end_is_given_up_at_the_cap()
    {
        var endless = new MemoryStream();
        endless.Write("age-encryption.org/v1\n"u8);
        while (endless.Length < 2 * Header.MaxLength) endless.Write("-> grease\n\n"u8);
        endless.Position = 0;
        Assert.False(Header.TryRead(endless, out _, out var why));
        Assert.Equal(HeaderFailure.TooLong, why);
        Assert.InRange(endless.Position, 1, Header.MaxLength);
        Assert.False(Header.TryParse(endless.ToArray(), out _, out why));
        Assert.Equal(HeaderFailure.TooLong, why);
    }

    private static byte[] Mutate(byte[] seed, int at, byte value, int kind)
    {
        var bytes = seed.ToList();
        at %= Math.Max(1, bytes.Count);
        if (bytes.Count == 0) return [];
        switch (kind)
        {
            case 1: bytes[at] = value; break;
            case 2: bytes.Insert(at, value); break;
            case 3: bytes.RemoveAt(at); break;
            default: break;
        }
        return [.. bytes];
    }
}
