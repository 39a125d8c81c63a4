using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Parts;
using Xunit;

namespace SecureIntake.Sealing.Tests.Parts;

public class StructuralCheckTests
{
    private static readonly HybridIdentity Reader = HybridIdentity.Create(new FixedRandom("structure").Fill);

    private static byte[] PartHeader()
    {
        var random = new FixedRandom("structure");
        using var fileKey = FileKey.Create(random.Fill);
        return Header.Create(fileKey, Reader.Recipient, random.Fill).ToBytes();
    }

    [Fact]
    public void Plain_text_is_refused()
    {
        var text = new byte[StructuralCheck.HeaderLength];
        text.AsSpan().Fill((byte)'a');
        Assert.False(StructuralCheck.IsPartHeader(text, out var why));
        Assert.Equal(HeaderFailure.NotAge, why);
    }

    [Fact]
    public void Two_stanzas_are_refused_even_when_both_are_hybrid()
    {
        var random = new FixedRandom("two");
        using var fileKey = FileKey.Create(random.Fill);
        var header = Header.Create(fileKey, [Reader.Recipient, Reader.Recipient], random.Fill).ToBytes();
        Assert.False(StructuralCheck.IsPartHeader(header, out var why));
        Assert.Equal(HeaderFailure.BadStanza, why);
    }

    [Theory, InlineData("x25519"), InlineData("scrypt"), InlineData("hybrid_and_x25519"), InlineData("hybrid_grease"), InlineData("hybrid_multiple_recipients")]
    public void Files_to_other_or_further_recipients_are_refused(string vector)
    {
        Assert.True(Header.TryParsePrefix(Age.AgeVectors.All[vector].File, out var header, out _));
        Assert.False(StructuralCheck.IsPartHeader(header.ToBytes(), out var why));
        Assert.Equal(HeaderFailure.BadStanza, why);
    }

    [Fact]
    public void A_stanza_with_a_short_share_is_refused()
    {
        Assert.True(Header.TryParse(PartHeader(), out var header, out _));
        var stanza = header.Stanzas.Single();
        var shorter = new Stanza(stanza.Type, [stanza.Arguments[0][..^4]], stanza.Body.ToArray());
        var bytes = HeaderText.Append(HeaderText.WriteAuthenticated([shorter]), new byte[32]);
        Assert.False(StructuralCheck.IsPartHeader(bytes, out var why));
        Assert.Equal(HeaderFailure.BadStanza, why);
    }

    [Fact]
    public void A_cut_header_is_refused_and_so_is_one_with_a_byte_more()
    {
        Assert.True(StructuralCheck.IsPartHeader(PartHeader(), out _));
        Assert.False(StructuralCheck.IsPartHeader(PartHeader().AsSpan(0, 1626), out _));
        Assert.False(StructuralCheck.IsPartHeader([.. PartHeader(), 0], out _));
    }

    [Fact]
    public void Only_lengths_that_padding_can_give_are_possible()
    {
        foreach (var compartment in Compartment.All)
        {
            var possible = Enumerable.Range(0, 300_000)
                .Where(length => Padding.IsPossible(compartment, length))
                .Select(length => StructuralCheck.HeaderLength + PayloadLayout.PayloadLength(length))
                .ToHashSet();
            Assert.NotEmpty(possible);
            for (var length = 0L; length < 300_000; length++)
                Assert.Equal(possible.Contains(length), StructuralCheck.IsPossibleLength(compartment, length));
        }
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(long.MinValue), InlineData(long.MaxValue), InlineData(long.MaxValue - 1627)]
    public void Absurd_lengths_are_impossible(long length)
    {
        foreach (var compartment in Compartment.All) Assert.False(StructuralCheck.IsPossibleLength(compartment, length));
    }
}
