using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests.Log;

public class CheckpointTests
{
    internal const string Name = "specimen.example/log";
    internal static readonly byte[] Seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    /// <summary>The example of Go's package golang.org/x/mod/sumdb/note: a key and a signature that others made.</summary>
    [Fact]
    public void The_published_example_of_a_signed_note_verifies()
    {
        const string vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        var text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"u8;
        var signed = Convert.FromBase64String("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        Assert.True(LogKey.TryParse(vkey, out var key));
        Assert.Equal(vkey, key!.ToString());
        Assert.Equal(0xc74f20a3, key.Id);
        Assert.True(key.Verifies(text, signed.AsSpan(4)));
    }

    [Fact]
    public void Another_implementation_of_Ed25519_derives_the_same_key_and_accepts_the_signature()
    {
        using var signer = new LogSigner(Name, Seed);
        var algorithm = NSec.Cryptography.SignatureAlgorithm.Ed25519;
        using var key = NSec.Cryptography.Key.Import(algorithm, Seed, NSec.Cryptography.KeyBlobFormat.RawPrivateKey);
        Assert.Equal(key.PublicKey.Export(NSec.Cryptography.KeyBlobFormat.RawPublicKey), signer.Key.Key.ToArray());

        var checkpoint = new Checkpoint(Name, 0, Rfc6962.Empty);
        Assert.True(CheckpointNote.TryParse(signer.Sign(checkpoint), out _, out var note));
        Assert.True(algorithm.Verify(key.PublicKey, Encoding.UTF8.GetBytes(checkpoint.ToString()), note!.Signatures[0].Signature.Span));
    }

    [Fact]
    public void A_note_is_three_lines_an_empty_one_and_a_signature()
    {
        using var signer = new LogSigner(Name, Seed);
        var lines = Encoding.UTF8.GetString(signer.Sign(new Checkpoint(Name, 7, Rfc6962.Empty))).Split('\n');
        Assert.Equal([Name, "7", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ""], lines[..4]);
        Assert.StartsWith($"— {Name} ", lines[4], StringComparison.Ordinal);
        Assert.Equal("", lines[5]);
        Assert.Equal(6, lines.Length);
    }

    [Fact]
    public void Every_bit_of_a_note_counts()
    {
        using var signer = new LogSigner(Name, Seed);
        var note = signer.Sign(new Checkpoint(Name, 300, Rfc6962.Empty));
        Assert.True(CheckpointNote.TryVerify(note, signer.Key, out _));
        for (var bit = 0; bit < note.Length * 8; bit++)
        {
            var changed = note.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(CheckpointNote.TryVerify(changed, signer.Key, out _));
        }
        for (var length = 0; length < note.Length; length++) Assert.False(CheckpointNote.TryVerify(note.AsSpan(0, length), signer.Key, out _));
        Assert.False(CheckpointNote.TryVerify([.. note, (byte)'\n'], signer.Key, out _));
        Assert.False(CheckpointNote.TryVerify([.. note, .. Encoding.UTF8.GetBytes("— someone.example AAAA\n")], signer.Key, out _));
    }

    [Fact]
    public void A_note_of_another_log_is_refused()
    {
        using var signer = new LogSigner(Name, Seed);
        using var other = new LogSigner("other.example/log", Seed);
        Assert.False(CheckpointNote.TryVerify(other.Sign(new Checkpoint(Name, 1, Rfc6962.Empty)), signer.Key, out _));
        Assert.False(CheckpointNote.TryVerify(signer.Sign(new Checkpoint(Name, 1, Rfc6962.Empty)), other.Key, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a+b")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW ")]
    public void A_malformed_vkey_is_refused(string vkey) => Assert.False(LogKey.TryParse(vkey, out _));

    [Fact]
    public void A_signer_does_not_sign_after_it_is_gone()
    {
        var signer = new LogSigner(Name, Seed);
        signer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => signer.Sign(new Checkpoint(Name, 0, Rfc6962.Empty)));
    }
}
