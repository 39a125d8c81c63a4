using System.ComponentModel;
using System.Security.Cryptography;
using CsCheck;
using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;

namespace SecureIntake.Hosts.Tests.Storage;

public sealed class IdTests
{
    [Fact]
    public void An_id_has_one_spelling()
    {
        using var random = RandomNumberGenerator.Create();
        var id = Id<Part>.New(random);
        Assert.Equal(id, Id<Part>.Parse(id.Text));
        Assert.False(Id<Part>.TryParse(id.Text.ToUpperInvariant() + "A", out _));
        Assert.False(Id<Part>.TryParse("ABCDEF" + id.Text[6..], out _));
        Assert.False(Id<Part>.TryParse(" " + id.Text[1..], out _));
    }

    [Fact]
    public void Whatever_text_is_accepted_is_written_back() =>
        Gen.String[Gen.Char["0123456789abcdefABCDEF- {}"], 0, 40].Sample(text => !Id<Part>.TryParse(text, out var id) || id.Text == text);

    [Fact]
    public void A_default_id_names_nothing() => Assert.Throws<InvalidOperationException>(() => default(Id<Part>).Text);

    [Fact]
    public void A_job_argument_survives_its_converter()
    {
        using var random = RandomNumberGenerator.Create();
        var id = Id<Part>.New(random);
        var converter = TypeDescriptor.GetConverter(typeof(Id<Part>));
        Assert.Equal(id, converter.ConvertFrom(converter.ConvertTo(id, typeof(string))!));
    }
}
