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
        yield return KeyText.Write(classic);
        yield return KeyText.Write(hybrid);
        yield return KeyText.Write(signing);
        yield return Encoding.UTF8.GetBytes($"# SPECIMEN\n\n{classic.Recipient}\r\n{classic.Recipient}");
        yield return Encoding.UTF8.GetBytes(hybrid.Recipient.ToString());
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (RecipientFile.TryParse(input, out var recipients, out _))
        {
            var text = Encoding.UTF8.GetString(input);
            foreach (var recipient in recipients) Require(text.Contains(recipient.ToString()!, StringComparison.Ordinal), "a recipient has a second spelling");
        }
        if (!KeyFile.TryParse(input, out var keys, out _)) return;
        using (keys)
        {
            var text = Encoding.UTF8.GetString(input);
            foreach (var identity in keys.Identities.OfType<X25519Identity>())
                Require(text.Contains(Encoding.ASCII.GetString(KeyText.Write(identity)), StringComparison.Ordinal), "a key has a second spelling");
        }
    }
}
