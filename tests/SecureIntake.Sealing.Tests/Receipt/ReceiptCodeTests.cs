using CsCheck;
using SecureIntake.Sealing.Receipt;
using Xunit;

namespace SecureIntake.Sealing.Tests.Receipt;

public class ReceiptCodeTests
{
    private static ReceiptCode Code(byte[] bytes) => ReceiptCode.Create(destination => bytes.CopyTo(destination));

    [Fact]
    public void Digits_read_back_to_the_same_code()
    {
        Gen.Byte.Array[16].Sample(bytes =>
        {
            using var code = Code(bytes);
            var digits = code.ToDigits();
            Assert.Matches("^[0-9]{6}( [0-9]{6}){7}$", digits);
            Assert.True(ReceiptCode.TryParseDigits(digits.Replace(" ", "-", StringComparison.Ordinal), out var read, out _));
            Assert.Equal(digits, read.ToDigits());
            Assert.Equal(code.LogTag(), read.LogTag());
        }, iter: 500);
    }

    [Fact]
    public void Every_single_wrong_digit_is_seen_in_its_group()
    {
        var digits = Code([.. Enumerable.Repeat((byte)0xA7, 16)]).ToDigits().Replace(" ", "", StringComparison.Ordinal);
        for (var i = 0; i < digits.Length; i++)
            foreach (var wrong in "0123456789".Where(c => c != digits[i]))
            {
                Assert.False(ReceiptCode.TryParseDigits(digits[..i] + wrong + digits[(i + 1)..], out _, out var group));
                Assert.Equal(i / 6, group);
            }
    }

    [Fact]
    public void Every_wrong_digit_and_every_swap_of_neighbours_is_seen_in_every_group_that_there_is()
    {
        // Whole: all hundred thousand groups from all eight start states, each with every error that can be made in it.
        Parallel.For(0, 8, start =>
        {
            Span<char> group = stackalloc char[6];
            for (var number = 0; number < 100_000; number++)
            {
                number.TryFormat(group, out _, "D5");
                group[5] = (char)('0' + Damm.Check(start, group[..5]));
                for (var at = 0; at < 6; at++)
                {
                    var right = group[at];
                    for (var wrong = '0'; wrong <= '9'; wrong++)
                    {
                        group[at] = wrong;
                        if ((Damm.Check(start, group) == 0) != (wrong == right)) Assert.Fail($"{start}: {number:D5} with {wrong} at {at}");
                    }
                    group[at] = right;
                    if (at == 5 || group[at] == group[at + 1]) continue;
                    (group[at], group[at + 1]) = (group[at + 1], group[at]);
                    if (Damm.Check(start, group) == 0) Assert.Fail($"{start}: {number:D5} swapped at {at}");
                    (group[at], group[at + 1]) = (group[at + 1], group[at]);
                }
            }
        });
    }

    [Fact]
    public void A_swap_across_the_edge_of_two_groups_is_seen()
    {
        Gen.Byte.Array[16].Sample(bytes =>
        {
            using var code = Code(bytes);
            var digits = code.ToDigits().Replace(" ", "", StringComparison.Ordinal);
            for (var edge = 5; edge < digits.Length - 1; edge += 6)
                if (digits[edge] != digits[edge + 1]) Assert.False(ReceiptCode.TryParseDigits(Swap(digits, edge), out _, out _));
        }, iter: 300);
    }

    [Fact]
    public void Swapped_neighbours_and_swapped_groups_are_seen()
    {
        Gen.Byte.Array[16].Sample(bytes =>
        {
            using var code = Code(bytes);
            var groups = code.ToDigits().Split(' ');
            for (var group = 0; group < 8; group++)
                for (var i = 0; i < 5; i++)
                {
                    var changed = groups.ToArray();
                    changed[group] = Swap(groups[group], i);
                    if (changed[group] != groups[group]) Assert.False(ReceiptCode.TryParseDigits(string.Concat(changed), out _, out _));
                }
            for (var group = 0; group < 7; group++)
            {
                var changed = groups.ToArray();
                (changed[group], changed[group + 1]) = (groups[group + 1], groups[group]);
                Assert.False(ReceiptCode.TryParseDigits(string.Concat(changed), out _, out _));
            }
        }, iter: 200);
    }

    [Fact]
    public void The_largest_code_reads_and_the_next_number_does_not()
    {
        using var largest = Code([.. Enumerable.Repeat((byte)0xFF, 16)]);
        Assert.StartsWith("03402", largest.ToDigits(), StringComparison.Ordinal);
        Assert.True(ReceiptCode.TryParseDigits(largest.ToDigits(), out _, out _));
        var next = "0340282366920938463463374607431768211456";
        var digits = string.Concat(Enumerable.Range(0, 8).Select(group => $"{next[(group * 5)..(group * 5 + 5)]}{Damm.Check(group, next.AsSpan(group * 5, 5))}"));
        Assert.False(ReceiptCode.TryParseDigits(digits, out _, out var wrong));
        Assert.Equal(0, wrong);
    }

    [Theory, InlineData("", 0), InlineData("000000", 1), InlineData("not digits at all, not digits at all, not digits", 0)]
    [InlineData("000000 000004 00000", 2), InlineData("000000 000004 00000O 000002 000007 000009 000008 000006", 2), InlineData("000000 000004 000001 000002 000007 000009 000008 000006 0", 7)]
    public void Another_shape_is_no_code_and_its_first_wrong_group_is_named(string text, int group)
    {
        Assert.False(ReceiptCode.TryParseDigits(text, out _, out var wrong));
        Assert.Equal(group, wrong);
    }

    [Fact]
    public void Its_keys_differ_from_each_other()
    {
        using var code = Code(new byte[16]);
        var keys = new[] { code.MailboxKey(), code.ReplyIdentitySeed(), code.FollowUpMacKey(), code.NoticeKey(), code.LogTag() };
        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
        Assert.DoesNotContain(keys, key => key.AsSpan(0, OpaqueId.Size).SequenceEqual(code.SourcePart().ToBytes()));
    }

    private static string Swap(string text, int at) => text[..at] + text[at + 1] + text[at] + text[(at + 2)..];
}
