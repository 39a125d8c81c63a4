using System.Text;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

/// <summary>Files go both ways between this library, Debian's <c>age</c> and npm <c>age-encryption</c>.</summary>
public sealed class InteroperabilityTests : IDisposable
{
    private static readonly byte[] Plaintext = [.. "SPECIMEN "u8, .. new byte[150_000], .. " END"u8];

    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-age-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Seal(Recipient recipient, bool armored)
    {
        var random = new FixedRandom("interoperability");
        using var fileKey = FileKey.Create(random.Fill);
        using var file = new MemoryStream();
        var target = armored ? Armor.Wrap(file) : file;
        target.Write(Header.Create(fileKey, Recipients.Only(recipient), random.Fill).ToBytes());
        PayloadSealing.Seal(fileKey, new MemoryStream(Plaintext), target, random.Fill);
        if (armored) target.Dispose();
        return file.ToArray();
    }

    private static byte[] Open(byte[] file, Identity identity)
    {
        var input = Armor.Strip(new MemoryStream(file));
        Assert.True(Header.TryRead(input, out var header, out var damage), damage.ToString());
        Assert.True(identity.TryUnwrap(header, out var fileKey, out var why), why.ToString());
        using (fileKey)
        {
            using var plaintext = new MemoryStream();
            Assert.True(PayloadOpening.TryOpen(fileKey, input, plaintext, out why, out _), why.ToString());
            return plaintext.ToArray();
        }
    }

    private string KeyFile(byte[] key)
    {
        var path = Path.Combine(_folder, "key");
        File.WriteAllBytes(path, [.. "# SPECIMEN\n"u8, .. key, (byte)'\n']);
        return path;
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Age_opens_what_we_seal_to_a_classic_recipient(bool armored)
    {
        using var identity = X25519Identity.Create(new FixedRandom("interoperability/classic").Fill);
        var (exit, output, error) = Peer.Run("age", ["-d", "-i", KeyFile(KeyText.Write(identity))], Seal(identity.Recipient, armored));
        Assert.Equal((0, ""), (exit, error));
        Assert.True(output.AsSpan().SequenceEqual(Plaintext));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void We_open_what_age_seals_to_a_recipient_file(bool armored)
    {
        using var identity = X25519Identity.Create(new FixedRandom("interoperability/classic").Fill);
        using var other = X25519Identity.Create(new FixedRandom("interoperability/other").Fill);
        var recipients = Path.Combine(_folder, "recipients");
        File.WriteAllText(recipients, $"# both\n{other.Recipient}\n\n{identity.Recipient}\n");
        Assert.True(RecipientFile.TryParse(File.ReadAllBytes(recipients), out var read, out _));
        Assert.Equal(2, read.Count);
        var (exit, file, error) = Peer.Run("age", ["-R", recipients, .. armored ? ["-a"] : Array.Empty<string>()], Plaintext);
        Assert.Equal((0, ""), (exit, error));
        Assert.True(Open(file, identity).AsSpan().SequenceEqual(Plaintext));
        Assert.True(Open(file, other).AsSpan().SequenceEqual(Plaintext));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_npm_library_opens_what_we_seal(bool armored)
    {
        using var hybrid = HybridIdentity.Create(new FixedRandom("interoperability/hybrid").Fill);
        using var classic = X25519Identity.Create(new FixedRandom("interoperability/classic").Fill);
        foreach (var (recipient, key) in new (Recipient, byte[])[] { (hybrid.Recipient, KeyText.Write(hybrid)), (classic.Recipient, KeyText.Write(classic)) })
            Assert.True(Peer.Node("open.mjs", Seal(recipient, armored), Encoding.ASCII.GetString(key)).AsSpan().SequenceEqual(Plaintext));
    }

    [Fact]
    public void We_open_what_the_npm_library_seals()
    {
        using var hybrid = HybridIdentity.Create(new FixedRandom("interoperability/hybrid").Fill);
        using var classic = X25519Identity.Create(new FixedRandom("interoperability/classic").Fill);
        foreach (var (identity, recipient) in new (Identity, string)[] { (hybrid, hybrid.Recipient.ToString()), (classic, classic.Recipient.ToString()) })
            Assert.True(Open(Peer.Node("seal.mjs", Plaintext, recipient), identity).AsSpan().SequenceEqual(Plaintext));
    }
}
