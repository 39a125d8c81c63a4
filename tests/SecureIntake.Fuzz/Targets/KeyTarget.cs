using System.Text;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Fuzz.Targets;

/// <summary>Recipients and secret keys in text files.</summary>
internal sealed class KeyTarget : Target
{
    public override string Name => "key";

    public override IEnumerable<byte[]> Seeds()
    {
        using var classic = X25519Identity.Create(Counting());
        using var hybrid = HybridIdentity.Create(Counting());
        using var signing = SigningKey.Create(Counting());
        using var staff = StaffKey.Create(Counting());
        byte[][] secrets = [KeyText.Write(classic), KeyText.Write(hybrid), KeyText.Write(signing), KeyText.Write(staff)];
        foreach (var secret in secrets)
        {
            yield return secret;
            // A letter that lower-cases to one of Bech32's: whoever compares without case takes it for that one.
            yield return Encoding.UTF8.GetBytes(Encoding.ASCII.GetString(secret).Replace('K', '\u212A'));
        }
        yield return Encoding.UTF8.GetBytes($"# SPECIMEN\n\n{classic.Recipient}\r\n{classic.Recipient}");
        yield return Encoding.UTF8.GetBytes(hybrid.Recipient.ToString());
        yield return Encoding.UTF8.GetBytes(hybrid.Recipient.ToString().Replace('k', '\u212A'));
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        foreach (var raw in Encoding.UTF8.GetString(input).AsSpan().EnumerateLines())
        {
            RequireOneSpelling(raw.Trim());
        }
        if (RecipientFile.TryParse(input, out var recipients, out _)) Require(recipients.Count > 0, "a file of no recipients");
        if (!KeyFile.TryParse(input, out var keys, out _)) return;
        using (keys) Require(keys.Identities.Any() || keys.SigningKeys.Any(), "a file of no keys");
    }

    /// <summary>Every kind of key: what is read from a text is written as that text.</summary>
    private void RequireOneSpelling(ReadOnlySpan<char> text)
    {
        if (Recipient.TryParse(text.ToString(), out var recipient)) RequireWritten(text, recipient.ToString()!);
        if (KeyText.TryRead(text, out HybridIdentity? hybrid)) using (hybrid) RequireWritten(text, KeyText.Write(hybrid));
        if (KeyText.TryRead(text, out X25519Identity? classic)) using (classic) RequireWritten(text, KeyText.Write(classic));
        if (KeyText.TryRead(text, out SigningKey? signing)) using (signing) RequireWritten(text, KeyText.Write(signing));
        if (KeyText.TryRead(text, out StaffKey? staff)) using (staff) RequireWritten(text, KeyText.Write(staff));
    }

    private void RequireWritten(ReadOnlySpan<char> read, byte[] written) => RequireWritten(read, Encoding.ASCII.GetString(written));

    private void RequireWritten(ReadOnlySpan<char> read, string written) => Require(read.SequenceEqual(written), "a key has a second spelling");
}
