using SecureIntake.Examination.Checks;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Tests.Checks;

public sealed class KeyedTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    // Consistent, born 1980-01-01, a woman; the region is unassigned.
    private const string Prc = "65990119800101000X";

    [Fact]
    public void Two_numbers_of_one_paper_that_agree_are_said_to()
    {
        var findings = new Keyed([], Prc, "800101400003").Check(Today);
        Assert.Equal((Level.Pass, "1980-01-01"), Of(findings, FindingCode.KeyedBirthDate, "date"));
        Assert.Equal((Level.Pass, "F"), Of(findings, FindingCode.KeyedSex, "found"));
    }

    [Fact]
    public void Another_birth_date_or_sex_in_the_other_number_is_a_conflict()
    {
        var findings = new Keyed([], Prc, "800102300003").Check(Today);
        Assert.Equal((Level.Conflict, "1980-01-02"), Of(findings, FindingCode.KeyedBirthDate, "second"));
        Assert.Equal((Level.Conflict, "M"), Of(findings, FindingCode.KeyedSex, "second"));
    }

    [Fact]
    public void One_number_alone_or_a_broken_date_is_compared_with_nothing()
    {
        Assert.DoesNotContain(new Keyed([], Prc).Check(Today), f => f.Code == FindingCode.KeyedBirthDate);
        Assert.DoesNotContain(new Keyed([], Prc, "800230400003").Check(Today), f => f.Code == FindingCode.KeyedBirthDate);
    }

    [Fact]
    public void An_unknown_sex_in_the_zone_contradicts_nobody()
    {
        string[] td1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122<1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"];
        var findings = new Keyed(td1, "659901197408120001", null).Check(Today);
        Assert.Equal((Level.Pass, "1974-08-12"), Of(findings, FindingCode.KeyedBirthDate, "date"));
        Assert.DoesNotContain(findings, f => f.Code == FindingCode.KeyedSex);
    }

    private static (Level, string) Of(IReadOnlyList<Finding> findings, FindingCode code, string value)
    {
        var finding = Assert.Single(findings, f => f.Code == code);
        return (finding.Level, finding[value]);
    }
}
