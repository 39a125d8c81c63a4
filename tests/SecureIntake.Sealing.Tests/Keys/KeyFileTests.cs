using System.Text;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Keys;

public class KeyFileTests
{
    private static string Text(byte[] line) => Encoding.ASCII.GetString(line);

    [Fact]
    public void Every_kind_of_key_reads_back_among_comments()
    {
        using var identity = HybridIdentity.Create(new FixedRandom("keys/1").Fill);
        using var classic = X25519Identity.Create(new FixedRandom("keys/4").Fill);
        using var signing = SigningKey.Create(new FixedRandom("keys/2").Fill);
        using var staff = StaffKey.Create(new FixedRandom("keys/3").Fill);
        var text = $"# made for a test\n\n{Text(KeyText.Write(identity))}\r\n{Text(KeyText.Write(classic))}\n# another\n  {Text(KeyText.Write(signing))}\n{Text(KeyText.Write(staff))}";
        Assert.True(KeyFile.TryParse(Encoding.UTF8.GetBytes(text), out var keys, out _));
        using (keys)
        {
            Assert.Equal<Recipient>([identity.Recipient, classic.Recipient, staff.Identity.Recipient], keys.Identities.Select(key => key.Recipient));
            Assert.Equal([signing.Signer, staff.SigningKey.Signer], keys.SigningKeys.Select(key => key.Signer));
        }
    }

    [Fact]
    public void An_identity_has_77_characters() =>
        Assert.Matches("^AGE-SECRET-KEY-PQ-1[0-9A-Z]{58}$", Text(KeyText.Write(HybridIdentity.Create(new FixedRandom("keys/1").Fill))));

    [Fact]
    public void The_identities_of_ages_vectors_are_read()
    {
        var lines = Age.AgeVectors.All.Values.SelectMany(vector => vector.Identities)
            .Distinct().ToArray();
        Assert.Equal(lines.Length, lines.Count(line => KeyText.TryRead(line, out HybridIdentity? _)) + lines.Count(line => KeyText.TryRead(line, out X25519Identity? _)));
        Assert.True(KeyFile.TryParse(Encoding.UTF8.GetBytes(string.Join('\n', lines)), out var keys, out _));
        using (keys) Assert.Equal(lines.Length, keys.Identities.Count());
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("# only a comment", 0)]
    [InlineData("# first\nhello", 2)]
    [InlineData("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEY", 1)]
    [InlineData("age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa", 1)]
    public void The_first_line_that_is_no_key_is_named(string text, int line)
    {
        Assert.False(KeyFile.TryParse(Encoding.UTF8.GetBytes(text), out _, out var bad));
        Assert.Equal(line, bad);
    }

    [Fact]
    public void Lower_case_is_no_second_spelling_of_a_secret_key()
    {
        var text = Text(KeyText.Write(StaffKey.Create(new FixedRandom("keys/3").Fill)));
        Assert.True(KeyText.TryRead(text, out StaffKey? _));
        Assert.False(KeyText.TryRead(text.ToLowerInvariant(), out StaffKey? _));
        Assert.False(KeyText.TryRead(text, out SigningKey? _)); // a key for one use is none for another
    }
}
