using System.Text;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

public class RecipientsTests
{
    private static readonly HybridRecipient Hybrid = HybridIdentity.Create(new FixedRandom("recipients/hybrid").Fill).Recipient;
    private static readonly X25519Recipient Classic = X25519Identity.Create(new FixedRandom("recipients/classic").Fill).Recipient;
    private static readonly ScryptRecipient Passphrase = new(new Passphrase("SPECIMEN"), workFactor: 10);

    private static RecipientsRefusal Refusal(params Recipient[] recipients)
    {
        Recipients.TryOf(recipients, out _, out var why);
        return why;
    }

    [Fact]
    public void Post_quantum_and_classic_recipients_are_never_mixed()
    {
        Assert.Equal(RecipientsRefusal.Mixed, Refusal(Hybrid, Classic));
        Assert.Equal(RecipientsRefusal.Mixed, Refusal(Classic, Classic, Hybrid));
        Assert.Equal(RecipientsRefusal.None, Refusal(Hybrid, Hybrid));
        Assert.Equal(RecipientsRefusal.None, Refusal(Classic, Classic));
    }

    [Fact]
    public void A_passphrase_stands_alone()
    {
        Assert.Equal(RecipientsRefusal.PassphraseNotAlone, Refusal(Passphrase, Passphrase));
        Assert.Equal(RecipientsRefusal.PassphraseNotAlone, Refusal(Classic, Passphrase));
        Assert.Equal(RecipientsRefusal.PassphraseNotAlone, Refusal(Passphrase, Hybrid));
        Assert.Equal(RecipientsRefusal.None, Refusal(Passphrase));
    }

    [Fact]
    public void Somebody_must_be_able_to_open_the_file() => Assert.Equal(RecipientsRefusal.Empty, Refusal());

    [Fact]
    public void As_many_go_together_as_a_header_may_hold_and_their_header_is_read_again()
    {
        foreach (var (recipient, stanza) in new (Recipient, int)[] { (Hybrid, 1557), (Classic, 98) })
        {
            var most = (Header.MaxLength - 1 - 22 - 48) / stanza;
            Assert.Equal(RecipientsRefusal.TooMany, Refusal([.. Enumerable.Repeat(recipient, most + 1)]));
            Assert.True(Recipients.TryOf(Enumerable.Repeat(recipient, most), out var together, out _));
            var random = new FixedRandom("recipients/most");
            using var fileKey = FileKey.Create(random.Fill);
            var header = Header.Create(fileKey, together, random.Fill);
            Assert.Equal(22 + most * stanza + 48, header.Length);
            Assert.True(Header.TryRead(new MemoryStream(header.ToBytes()), out var read, out _));
            Assert.Equal(most, read.Stanzas.Count);
        }
    }

    [Fact]
    public void A_recipient_file_is_read_with_its_comments()
    {
        var text = $"# the lead\n{Hybrid}\r\n\n  # the deputy\n {Classic} \n";
        Assert.True(RecipientFile.TryParse(Encoding.UTF8.GetBytes(text), out var recipients, out _));
        Assert.Equal([Hybrid, Classic], recipients);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("# nobody", 0)]
    [InlineData("# first\n\nage1nobody", 3)]
    [InlineData("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX", 1)]
    public void The_first_line_that_is_no_recipient_is_named(string text, int line)
    {
        Assert.False(RecipientFile.TryParse(Encoding.UTF8.GetBytes(text), out _, out var bad));
        Assert.Equal(line, bad);
    }
}
