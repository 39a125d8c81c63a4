using SecureIntake.Opening;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Fuzz.Targets;

/// <summary>age headers, from bytes and from a stream.</summary>
internal sealed class HeaderTarget : Target
{
    // In reach of every stanza type, so that unwrapping meets hostile stanzas too. No passphrase: scrypt would eat the time.
    private static readonly X25519Identity Classic = X25519Identity.Create(Counting());

    public override string Name => "header";

    public override IEnumerable<byte[]> Seeds()
    {
        using var fileKey = FileKey.Create(Counting());
        using var second = X25519Identity.Create(Counting());
        using var hybrid = HybridIdentity.Create(Counting());
        using var passphrase = new Passphrase("SPECIMEN");
        yield return Write(Classic.Recipient);
        yield return Write(Classic.Recipient, second.Recipient);
        yield return Write(hybrid.Recipient);
        yield return Write(new ScryptRecipient(passphrase, workFactor: 1));
        yield return [.. "age-encryption.org/v1\n-> grease a b\n\n--- "u8, .. new string('A', 43).Select(c => (byte)c), (byte)'\n'];

        byte[] Write(params Recipient[] recipients) => Recipients.TryOf(recipients, out var together, out _)
            ? Header.Create(fileKey, together, Counting()).ToBytes()
            : throw new InvalidOperationException("A seed's recipients do not go together.");
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        using var stream = new MemoryStream(input.ToArray());
        var streamed = Header.TryRead(stream, out var read, out _);
        if (!Header.TryParsePrefix(input, out var header, out _))
        {
            Require(!streamed, "read from a stream but not from bytes");
            return;
        }
        RequireSame(input[..header.Length], header.ToBytes());
        Require(streamed && read!.Length == header.Length && stream.Position == header.Length, "another header from a stream");
        if (Classic.TryUnwrap(header, out var fileKey, out _)) fileKey.Dispose();
    }
}
