using CsCheck;
using SecureIntake.Examination.Checks;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Tests.Checks;

/// <summary>The numbers of the domain reference, 5.2 and 5.3; none was ever issued.</summary>
public sealed class ResidentIdTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Theory]
    [InlineData("11010519491231002X", 'X')]
    [InlineData("65990119800101000X", 'X')]
    [InlineData("659902197505170121", '1')]
    [InlineData("659901198001010001", 'X')]
    [InlineData("659901199302290003", '3')]
    public void Check_character_of(string number, char check) => Assert.Equal(check, ResidentId.CheckOf(number.AsSpan(0, 17)));

    [Theory]
    [InlineData("11010519491231002X")]
    [InlineData("11010519491231002x")]
    [InlineData(" １１０１０５１９４９１２３１００２Ｘ ")]
    public void The_specimen_of_the_standard_is_consistent_however_it_is_typed(string number)
    {
        var findings = ResidentId.Run(number, Today);
        Assert.Equal("X", One(findings, FindingCode.PrcChecksum, Level.Pass)["found"]);
        Assert.Equal("1949-12-31", One(findings, FindingCode.PrcBirthDate, Level.Pass)["date"]);
        Assert.Equal("F", One(findings, FindingCode.PrcSex, Level.Pass)["found"]);
        One(findings, FindingCode.PrcRegion, Level.CannotTell);
    }

    [Fact]
    public void The_older_form_has_no_check_and_means_the_same_person()
    {
        var findings = ResidentId.Run("110105491231002", Today);
        Assert.Equal("15", One(findings, FindingCode.PrcFormat, Level.Pass)["length"]);
        Assert.Equal("1949-12-31", One(findings, FindingCode.PrcBirthDate, Level.Pass)["date"]);
        Assert.DoesNotContain(findings, f => f.Code == FindingCode.PrcChecksum);
    }

    [Theory]
    [InlineData("65990119800101000X")]
    [InlineData("659902197505170121")]
    public void An_unassigned_region_is_a_note_and_the_rest_passes(string number)
    {
        var findings = ResidentId.Run(number, Today);
        One(findings, FindingCode.PrcRegion, Level.Note);
        Assert.All(findings.Where(f => f.Code != FindingCode.PrcRegion), f => Assert.Equal(Level.Pass, f.Level));
    }

    [Fact]
    public void A_wrong_check_character_is_a_conflict() =>
        Assert.Equal("X", One(ResidentId.Run("659901198001010001", Today), FindingCode.PrcChecksum, Level.Conflict)["expected"]);

    [Fact]
    public void A_day_that_does_not_exist_is_a_conflict_although_the_sum_agrees()
    {
        var findings = ResidentId.Run("659901199302290003", Today);
        One(findings, FindingCode.PrcChecksum, Level.Pass);
        Assert.Equal("19930229", One(findings, FindingCode.PrcBirthDate, Level.Conflict)["found"]);
    }

    [Fact]
    public void A_birth_that_is_still_to_come_is_a_conflict() =>
        One(ResidentId.Run("654027202611250008", Today), FindingCode.PrcBirthDate, Level.Conflict);

    [Theory]
    [InlineData("654127195503120008", Level.Pass)]
    [InlineData("654027198503120006", Level.Pass)]
    [InlineData("653125197906300009", Level.Pass)]
    [InlineData("652427195503120002", Level.Pass)]
    [InlineData("654127200503120001", Level.Note)]
    public void Region_codes_are_asked_for_the_years_when_the_number_may_have_been_issued(string number, Level level)
    {
        var findings = ResidentId.Run(number, Today);
        One(findings, FindingCode.PrcChecksum, Level.Pass);
        One(findings, FindingCode.PrcRegion, level);
    }

    [Theory]
    [InlineData("", "count")]
    [InlineData("1101051949123100X", "count")]
    [InlineData("11010519491231O02X", "symbols")]
    [InlineData("1101051949123100XX", "symbols")]
    [InlineData("11010549123100X", "symbols")]
    [InlineData("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "symbols")]
    public void What_is_no_number_cannot_be_told(string text, string reason) =>
        Assert.Equal(reason, Assert.Single(ResidentId.Run(text, Today))["reason"]);

    [Fact]
    public void Every_wrong_digit_and_every_swap_of_unequal_neighbours_is_seen() =>
        Gen.Select(Gen.Char['0', '9'].Array[17], Gen.Int[0, 16], Gen.Int[1, 9]).Sample((digits, at, by) =>
        {
            var check = ResidentId.CheckOf(digits);
            var wrong = (char[])digits.Clone();
            wrong[at] = (char)('0' + (wrong[at] - '0' + by) % 10);
            Assert.NotEqual(check, ResidentId.CheckOf(wrong));
            var swapped = (char[])digits.Clone();
            var next = (at + 1) % 17;
            (swapped[at], swapped[next]) = (swapped[next], swapped[at]);
            if (at < 16 && digits[at] != digits[next])
                Assert.NotEqual(check, ResidentId.CheckOf(swapped));
        });

    [Fact]
    public void Hostile_text_gives_findings_and_no_exception() =>
        Gen.String[0, 40].Sample(text => Assert.NotEmpty(ResidentId.Run(text, Today)));

    private static Finding One(IReadOnlyList<Finding> findings, FindingCode code, Level level)
    {
        var finding = Assert.Single(findings, f => f.Code == code);
        Assert.Equal(level, finding.Level);
        return finding;
    }
}
