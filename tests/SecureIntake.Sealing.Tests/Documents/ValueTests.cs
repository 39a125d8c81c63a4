using CsCheck;
using SecureIntake.Sealing.Documents;
using Xunit;

namespace SecureIntake.Sealing.Tests.Documents;

public class ValueTests
{
    [Fact]
    public void An_id_has_one_spelling()
    {
        Gen.Byte.Array[16].Sample(bytes =>
        {
            var id = OpaqueId.FromBytes(bytes);
            Assert.Equal(Convert.ToHexStringLower(bytes), id.ToString());
            Assert.True(OpaqueId.TryParse(id.ToString(), out var read));
            Assert.Equal(id, read);
            Assert.Equal(bytes, id.ToBytes());
        });
        foreach (var wrong in new[] { null, "", "00", new string('A', 32), new string('0', 31), new string('0', 33), " " + new string('0', 31), "+" + new string('0', 31) })
            Assert.False(OpaqueId.TryParse(wrong, out _));
    }

    [Fact]
    public void An_id_that_was_never_set_is_not_used()
    {
        OpaqueId never = default;
        Assert.Throws<InvalidOperationException>(() => never.ToString());
        Assert.Throws<InvalidOperationException>(never.ToBytes);
        Assert.NotEqual(default, OpaqueId.FromBytes(new byte[16]));
    }

    [Fact]
    public void Every_day_lies_in_the_week_that_begins_on_its_Monday()
    {
        Gen.Int[new DateOnly(2001, 1, 1).DayNumber, new DateOnly(2100, 1, 1).DayNumber].Sample(number =>
        {
            var day = DateOnly.FromDayNumber(number);
            var week = Week.Of(day);
            Assert.Equal(DayOfWeek.Monday, week.Monday.DayOfWeek);
            Assert.InRange(day.DayNumber - week.Monday.DayNumber, 0, 6);
            Assert.True(Week.TryParse(week.ToString(), out var read));
            Assert.Equal(week, read);
            Assert.True(week < week.Next);
        });
    }

    [Theory, InlineData("2027-01-01", "2026-W53"), InlineData("2024-12-30", "2025-W01"), InlineData("2026-11-24", "2026-W48")]
    public void Weeks_around_New_Year_are_those_of_ISO_8601(string day, string week) =>
        Assert.Equal(week, Week.Of(DateOnly.Parse(day)).ToString());

    [Theory, InlineData("2025-W53"), InlineData("2026-W00"), InlineData("2026-W54"), InlineData("2026-w48"), InlineData("2026W48"), InlineData("1999-W10"), InlineData("2026-W+1")]
    public void Other_spellings_are_no_week(string text) => Assert.False(Week.TryParse(text, out _));

    [Theory, InlineData("AAAA"), InlineData("AAA="), InlineData("AA=="), InlineData("")]
    public void Canonical_base64_is_read(string text) => Assert.True(CanonicalBase64.TryDecode(text, out _));

    [Theory, InlineData("AAB="), InlineData("AB=="), InlineData("AAA"), InlineData("AA AA"), InlineData("AAAA\n"), InlineData("AA=A"), InlineData("AA__")]
    public void Base64_that_is_not_canonical_is_refused(string text) => Assert.False(CanonicalBase64.TryDecode(text, out _));
}
