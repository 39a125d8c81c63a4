using CsCheck;
using SecureIntake.Sealing.Parts;
using Xunit;

namespace SecureIntake.Sealing.Tests.Parts;

public class PaddingTests
{
    [Theory, InlineData(16_384, 16_384), InlineData(16_385, 17_408), InlineData(1_000_000, 1_015_808), InlineData(10_000_000, 10_223_616)]
    public void Padded_lengths_are_those_of_the_specification(long length, long padded) => Assert.Equal(padded, Padding.Padme(length));

    [Fact]
    public void Padding_is_short_monotone_and_settled()
    {
        Gen.Long[Padding.Floor, 1L << 33].Sample(length =>
        {
            var padded = Padding.Padme(length);
            Assert.InRange(padded, length, length + length / 16);
            Assert.Equal(0, padded % 1024);
            Assert.Equal(padded, Padding.Padme(padded));
            Assert.True(Padding.Padme(length + 1) >= padded);
        });
    }

    [Fact]
    public void A_source_part_always_has_256_KiB_and_a_share_16()
    {
        Assert.True(Padding.TryPaddedLength(Compartment.Source, 2_048, out var padded));
        Assert.Equal(262_144, padded);
        Assert.False(Padding.TryPaddedLength(Compartment.Source, 262_145, out _));
        Assert.True(Padding.TryPaddedLength(Compartment.Share, 2_048, out padded));
        Assert.Equal(16_384, padded);
        Assert.False(Padding.TryPaddedLength(Compartment.Share, 16_896, out _));
    }
}
