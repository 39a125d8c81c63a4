using CsCheck;
using SecureIntake.Examination.Checks;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Tests.Checks;

/// <summary>The numbers of the domain reference, 5.4: people of the nineteenth century, so that none is alive.</summary>
public sealed class KazakhIinTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Theory]
    [InlineData("890524286846", "1889-05-24", "F")]
    [InlineData("700825108490", "1870-08-25", "M")]
    [InlineData("780124266234", "1878-01-24", "F")]
    [InlineData("731024248476", "1873-10-24", "F")]
    public void Consistent_in_one_pass_or_in_two(string number, string born, string sex)
    {
        var findings = KazakhIin.Run(number, Today);
        Assert.All(findings, f => Assert.Equal(Level.Pass, f.Level));
        Assert.Equal(born, One(findings, FindingCode.IinBirthDate)["date"]);
        Assert.Equal(sex, One(findings, FindingCode.IinSex)["found"]);
    }

    [Theory]
    [InlineData("78121815119")]
    [InlineData("93072821624")]
    public void A_number_without_a_check_digit_is_void_whatever_its_last_digit(string digits)
    {
        Assert.Null(KazakhIin.CheckOf(digits));
        for (var last = '0'; last <= '9'; last++)
            Assert.Equal(Level.Conflict, One(KazakhIin.Run(digits + last, Today), FindingCode.IinVoid).Level);
    }

    [Fact]
    public void A_wrong_check_digit_is_a_conflict()
    {
        var finding = One(KazakhIin.Run("890524286847", Today), FindingCode.IinChecksum);
        Assert.Equal((Level.Conflict, "7", "6"), (finding.Level, finding["found"], finding["expected"]));
    }

    [Fact]
    public void The_eleventh_digit_is_invisible_in_the_first_pass()
    {
        for (var eleventh = '0'; eleventh <= '9'; eleventh++)
            Assert.Equal(Level.Pass, One(KazakhIin.Run($"8501011000{eleventh}2", Today), FindingCode.IinChecksum).Level);
    }

    [Fact]
    public void A_company_number_is_a_conflict_and_no_birth_is_read_from_it()
    {
        var findings = KazakhIin.Run("890544286846", Today);
        Assert.Equal(Level.Conflict, One(findings, FindingCode.IinHolder).Level);
        Assert.DoesNotContain(findings, f => f.Code == FindingCode.IinBirthDate);
    }

    [Theory]
    [InlineData("890524086846", Level.CannotTell)]
    [InlineData("890524786846", Level.CannotTell)]
    [InlineData("890230286846", Level.Conflict)]
    [InlineData("261125500000", Level.Conflict)]
    [InlineData("261124500000", Level.Pass)]
    public void Birth_dates(string number, Level level) => Assert.Equal(level, One(KazakhIin.Run(number, Today), FindingCode.IinBirthDate).Level);

    [Theory]
    [InlineData("", "count")]
    [InlineData("8905242868466", "count")]
    [InlineData("89052428684G", "symbols")]
    public void What_is_no_number_cannot_be_told(string text, string reason) =>
        Assert.Equal(reason, Assert.Single(KazakhIin.Run(text, Today))["reason"]);

    [Fact]
    public void Hostile_text_gives_findings_and_no_exception() =>
        Gen.String[0, 40].Sample(text => Assert.NotEmpty(KazakhIin.Run(text, Today)));

    private static Finding One(IReadOnlyList<Finding> findings, FindingCode code) => Assert.Single(findings, f => f.Code == code);
}
