using CsCheck;
using NSec.Cryptography;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;
using X25519 = Org.BouncyCastle.Math.EC.Rfc7748.X25519;

namespace SecureIntake.Sealing.Tests.Age;

public class HybridTests
{
    private static readonly HybridIdentity Reader = HybridIdentity.Create(new FixedRandom("hybrid/reader").Fill);
    private static readonly HybridIdentity Stranger = HybridIdentity.Create(new FixedRandom("hybrid/stranger").Fill);

    [Fact]
    public void Recipient_text_has_1959_characters_and_reads_back()
    {
        var text = Reader.Recipient.ToString();
        Assert.StartsWith("age1pq1", text, StringComparison.Ordinal);
        Assert.Equal(1959, text.Length);
        Assert.True(HybridRecipient.TryParse(text, out var parsed));
        Assert.Equal(Reader.Recipient, parsed);
        Assert.False(HybridRecipient.TryParse(text.ToUpperInvariant(), out _));
    }

    [Fact]
    public void Every_changed_character_of_a_recipient_is_seen()
    {
        var text = Reader.Recipient.ToString();
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Char["qpzry9x8gf2tvdw0s3jn54khce6mua7l1b"]).Sample((at, c) =>
        {
            if (text[at] == c) return;
            Assert.False(HybridRecipient.TryParse(text[..at] + c + text[(at + 1)..], out _));
        }, iter: 2_000);
    }

    [Fact]
    public void An_unreduced_ml_kem_key_is_no_recipient()
    {
        var bytes = Reader.Recipient.ToBytes();
        (bytes[0], bytes[1]) = (0xFF, 0xFF); // the first coefficient becomes 4095 > 3328
        Assert.False(HybridRecipient.TryFromBytes(bytes, out _));
    }

    [Fact]
    public void A_low_order_x25519_key_is_no_recipient()
    {
        var bytes = Reader.Recipient.ToBytes();
        bytes.AsSpan(1184).Clear();
        Assert.False(HybridRecipient.TryFromBytes(bytes, out _));
    }

    [Fact]
    public void A_file_opens_for_each_of_its_recipients_and_nobody_else()
    {
        var random = new FixedRandom("hybrid");
        using var fileKey = FileKey.Create(random.Fill);
        using var second = HybridIdentity.Create(random.Fill);
        var header = Header.Create(fileKey, [Reader.Recipient, second.Recipient], random.Fill);
        foreach (var identity in new[] { Reader, second })
        {
            Assert.True(identity.TryUnwrap(header, out var unwrapped, out _));
            Assert.Equal(fileKey.Commitment(), unwrapped.Commitment());
        }
        Assert.False(Stranger.TryUnwrap(header, out _, out var why));
        Assert.Equal(OpenFailure.NotARecipient, why);
    }

    [Fact]
    public void A_readdressed_header_opens_the_same_payload_for_the_new_reader_only()
    {
        var random = new FixedRandom("readdress");
        using var fileKey = FileKey.Create(random.Fill);
        var header = Header.Create(fileKey, Reader.Recipient, random.Fill);
        Assert.True(Readdressing.TryReaddress(header, Reader, Stranger.Recipient, random.Fill, out var readdressed, out _));
        Assert.True(Stranger.TryUnwrap(readdressed, out var unwrapped, out _));
        Assert.Equal(fileKey.Commitment(), unwrapped.Commitment());
        Assert.False(Reader.TryUnwrap(readdressed, out _, out _));
        Assert.False(Readdressing.TryReaddress(readdressed, Reader, Reader.Recipient, random.Fill, out _, out var why));
        Assert.Equal(OpenFailure.NotARecipient, why);
    }

    [Fact]
    public void Two_headers_around_one_file_key_share_no_stanza()
    {
        var random = new FixedRandom("fresh");
        using var fileKey = FileKey.Create(random.Fill);
        var first = Header.Create(fileKey, Reader.Recipient, random.Fill).Stanzas.Single();
        var second = Header.Create(fileKey, Reader.Recipient, random.Fill).Stanzas.Single();
        Assert.NotEqual(first.Arguments, second.Arguments);
        Assert.NotEqual(first.Body.ToArray(), second.Body.ToArray());
    }

    [Fact]
    public void Secrets_print_nothing()
    {
        using var staff = StaffKey.Create(new FixedRandom("print").Fill);
        using var fileKey = FileKey.Create(new FixedRandom("print").Fill);
        Assert.Equal(["StaffKey", "HybridIdentity", "SigningKey", "FileKey"],
            new object[] { staff, staff.Identity, staff.SigningKey, fileKey }.Select(secret => secret.ToString()));
    }

    [Fact]
    public void A_disposed_key_is_not_used()
    {
        var fileKey = FileKey.Create(new FixedRandom("disposed").Fill);
        fileKey.Dispose();
        Assert.Throws<ObjectDisposedException>(fileKey.Commitment);
        var identity = HybridIdentity.Create(new FixedRandom("disposed").Fill);
        using var live = FileKey.Create(new FixedRandom("disposed").Fill);
        var header = Header.Create(live, identity.Recipient, new FixedRandom("disposed").Fill);
        identity.Dispose();
        Assert.Throws<ObjectDisposedException>(() => identity.TryUnwrap(header, out _, out _));
    }

    [Fact]
    public void X25519_agrees_with_libsodium()
    {
        var algorithm = KeyAgreementAlgorithm.X25519;
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32]).Sample((mine, other) =>
        {
            using var key = Key.Import(algorithm, mine, KeyBlobFormat.RawPrivateKey);
            var ours = new byte[32];
            X25519.ScalarMultBase(mine, ours);
            Assert.Equal(key.PublicKey.Export(KeyBlobFormat.RawPublicKey), ours);

            var theirKey = new byte[32];
            X25519.ScalarMultBase(other, theirKey);
            var agreed = new byte[32];
            Assert.True(X25519.CalculateAgreement(mine, theirKey, agreed));
            using var secret = algorithm.Agree(key, PublicKey.Import(algorithm, theirKey, KeyBlobFormat.RawPublicKey),
                new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
            Assert.Equal(secret!.Export(SharedSecretBlobFormat.RawSharedSecret), agreed);
        }, iter: 100);
    }
}
