using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

/// <summary>What age had before hybrid recipients: X25519 keys and passphrases.</summary>
public class ClassicTests
{
    private const int QuickWorkFactor = 10;

    private static X25519Identity Reader(string label) => X25519Identity.Create(new FixedRandom("classic/" + label).Fill);

    private static Recipients Together(params Recipient[] recipients) =>
        Recipients.TryOf(recipients, out var together, out var why) ? together : throw new InvalidOperationException(why.ToString());

    [Fact]
    public void A_recipient_has_62_characters_and_one_spelling()
    {
        using var identity = Reader("text");
        var text = identity.Recipient.ToString();
        Assert.Matches("^age1[0-9a-z]{58}$", text);
        Assert.True(Recipient.TryParse(text, out var parsed));
        Assert.Equal<Recipient>(identity.Recipient, parsed);
        Assert.False(Recipient.TryParse(text.ToUpperInvariant(), out _));
    }

    [Fact]
    public void Low_order_keys_are_no_recipients()
    {
        // The seven encodings whose every multiple by a clamped scalar is zero (RFC 7748 §6.1; cr.yp.to/ecdh.html#validate).
        string[] lowOrder =
        [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ];
        Assert.All(lowOrder, hex => Assert.False(X25519Recipient.TryFromBytes(Convert.FromHexString(hex), out _)));
    }

    [Fact]
    public void A_file_opens_for_each_of_several_recipients_and_nobody_else()
    {
        var random = new FixedRandom("classic/several");
        using var fileKey = FileKey.Create(random.Fill);
        using X25519Identity first = Reader("1"), second = Reader("2"), stranger = Reader("3");
        var header = Header.Create(fileKey, Together(first.Recipient, second.Recipient), random.Fill);
        Assert.Equal(22 + 2 * 98 + 48, header.Length);
        foreach (var identity in new[] { first, second })
        {
            Assert.True(identity.TryUnwrap(header, out var unwrapped, out _));
            Assert.Equal(fileKey.Commitment(), unwrapped.Commitment());
        }
        Assert.False(stranger.TryUnwrap(header, out _, out var why));
        Assert.Equal(OpenFailure.NotARecipient, why);
    }

    [Fact]
    public void A_passphrase_opens_what_it_sealed_and_another_does_not()
    {
        var random = new FixedRandom("classic/passphrase");
        using var fileKey = FileKey.Create(random.Fill);
        using var right = new ScryptIdentity(new Passphrase("SPECIMEN ñ 密"));
        using var wrong = new ScryptIdentity(new Passphrase("SPECIMEN n 密"));
        using var passphrase = new Passphrase("SPECIMEN ñ 密"u8);
        var header = Header.Create(fileKey, Recipients.Only(new ScryptRecipient(passphrase, QuickWorkFactor)), random.Fill);
        Assert.True(right.TryUnwrap(header, out var unwrapped, out _));
        Assert.Equal(fileKey.Commitment(), unwrapped.Commitment());
        Assert.False(wrong.TryUnwrap(header, out _, out var why));
        Assert.Equal(OpenFailure.NotARecipient, why);
    }

    [Theory, InlineData(21), InlineData(23), InlineData(30), InlineData(63), InlineData(2_000_000_000)]
    public void A_work_factor_above_the_cap_is_refused_before_any_work(int workFactor)
    {
        var header = ScryptHeader(workFactor.ToString());
        using var identity = new ScryptIdentity(new Passphrase("SPECIMEN"));
        var before = GC.GetTotalAllocatedBytes();
        Assert.False(identity.TryUnwrap(header, out _, out var why));
        Assert.Equal(OpenFailure.WorkFactorTooHigh, why);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64L << 20);
    }

    [Fact]
    public void A_reader_may_lower_the_cap_and_never_raise_it()
    {
        using var careful = new ScryptIdentity(new Passphrase("SPECIMEN"), maxWorkFactor: QuickWorkFactor);
        Assert.False(careful.TryUnwrap(ScryptHeader((QuickWorkFactor + 1).ToString()), out _, out var why));
        Assert.Equal(OpenFailure.WorkFactorTooHigh, why);
        using var passphrase = new Passphrase("SPECIMEN");
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScryptIdentity(passphrase, maxWorkFactor: 30));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScryptRecipient(passphrase, workFactor: 30));
    }

    [Theory, InlineData("0"), InlineData("010"), InlineData("+10"), InlineData("-1"), InlineData("0x0a"), InlineData("10 "), InlineData("99999999999")]
    public void A_work_factor_has_one_spelling(string spelling)
    {
        using var identity = new ScryptIdentity(new Passphrase("SPECIMEN"));
        var header = new Header([new Stanza("scrypt", [new string('A', 22), spelling], new byte[32])], new byte[32], new byte[100]);
        Assert.False(identity.TryUnwrap(header, out _, out var why));
        Assert.Equal(OpenFailure.HeaderMalformed, why);
    }

    [Fact]
    public void A_passphrase_beside_another_stanza_fails_for_every_reader()
    {
        using var reader = Reader("alone");
        using var passphrase = new ScryptIdentity(new Passphrase("SPECIMEN"));
        var random = new FixedRandom("classic/alone");
        using var fileKey = FileKey.Create(random.Fill);
        var mixed = new Header([reader.Recipient.Wrap(fileKey, random.Fill), ScryptHeader("10").Stanzas[0]], new byte[32], new byte[100]);
        foreach (var identity in new Identity[] { reader, passphrase })
        {
            Assert.False(identity.TryUnwrap(mixed, out _, out var why));
            Assert.Equal(OpenFailure.HeaderMalformed, why);
        }
    }

    [Fact]
    public void Passphrases_and_identities_print_nothing_and_are_not_used_once_disposed()
    {
        var passphrase = new Passphrase("SPECIMEN");
        Assert.Equal(["Passphrase", "ScryptRecipient", "ScryptIdentity", "X25519Identity"],
            new object[] { passphrase, new ScryptRecipient(passphrase), new ScryptIdentity(passphrase), Reader("print") }.Select(secret => secret.ToString()));
        passphrase.Dispose();
        Assert.Throws<ObjectDisposedException>(() => passphrase.Stretch(new byte[16], QuickWorkFactor));
        var identity = Reader("disposed");
        using var fileKey = FileKey.Create(new FixedRandom("classic/disposed").Fill);
        var header = Header.Create(fileKey, Recipients.Only(identity.Recipient), new FixedRandom("classic/disposed").Fill);
        identity.Dispose();
        Assert.Throws<ObjectDisposedException>(() => identity.TryUnwrap(header, out _, out _));
    }

    private static Header ScryptHeader(string workFactor) =>
        new([new Stanza("scrypt", [new string('A', 22), workFactor], new byte[32])], new byte[32], new byte[100]);
}
