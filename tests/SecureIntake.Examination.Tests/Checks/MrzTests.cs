using CsCheck;
using SecureIntake.Examination.Checks;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Tests.Checks;

/// <summary>The specimens of ICAO 9303 and of the domain reference, 5.1, then what no example covers as properties.</summary>
public sealed class MrzTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    private static readonly string[] Td3 =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    private static readonly string[] Td1 =
        ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"];

    private static readonly string[] Td2 =
        ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"];

    // The classes of the domain reference, 5.1: what the digit cannot tell apart.
    private static readonly string[] Classes = ["0<AKU", "1BLV", "2CMW", "3DNX", "4EOY", "5FPZ", "6GQ", "7HR", "8IS", "9JT"];

    public static TheoryData<string, string> Specimens => new()
    {
        { "TD3", string.Join('\n', Td3) }, { "TD2", string.Join('\n', Td2) }, { "TD1", string.Join('\n', Td1) },
    };

    [Theory]
    [MemberData(nameof(Specimens))]
    public void Specimen_is_consistent_throughout(string type, string lines)
    {
        var findings = Run(lines.Split('\n'));
        Assert.All(findings, f => Assert.Equal(Level.Pass, f.Level));
        Assert.Equal(type, One(findings, FindingCode.MrzFormat)["type"]);
        Assert.Equal("1974-08-12", One(findings, FindingCode.MrzBirthDate)["date"]);
        Assert.Equal("2012-04-15", One(findings, FindingCode.MrzExpiryDate)["date"]);
    }

    [Fact]
    public void The_passport_specimen_has_the_digits_6_2_9_1_0()
    {
        var findings = Run(Td3);
        var digits = new[] { FindingCode.MrzNumber, FindingCode.MrzBirth, FindingCode.MrzExpiry, FindingCode.MrzOptional, FindingCode.MrzComposite }
            .Select(c => One(findings, c)["found"]);
        Assert.Equal("62910", string.Concat(digits));
    }

    [Theory]
    [InlineData("L898902C3", 6)]
    [InlineData("D23145890", 7)]
    [InlineData("740812", 2)]
    [InlineData("120415", 9)]
    [InlineData("ZE184226B<<<<<", 1)]
    public void Digit_of(string text, int digit) => Assert.Equal(digit, CheckDigit.Of(text));

    [Theory]
    [InlineData("7349", 0, Level.Pass, "9")]
    [InlineData("7350", 0, Level.Pass, "0")]
    [InlineData("7356", 0, Level.Conflict, "6")]
    public void Long_number_of_a_card_is_computed_without_the_filler(string rest, int extra, Level level, string found)
    {
        // D23145890 734: 9 either way; D23145890 735: 0, and 6 if the filler were counted.
        string[] lines = [$"I<UTOD23145890<{rest}<<<<<<<<<<<", Td1[1], Td1[2]];
        var number = One(Run(WithComposite(lines)), FindingCode.MrzNumber);
        Assert.Equal((level, found, 0), (number.Level, number["found"], extra));
    }

    [Fact]
    public void Filler_in_place_of_a_digit_without_a_continuation_is_a_conflict()
    {
        var number = One(Run([Td1[0].Replace("907<", "90<<", StringComparison.Ordinal), Td1[1], Td1[2]]), FindingCode.MrzNumber);
        Assert.Equal((Level.Conflict, "<", "7"), (number.Level, number["found"], number["expected"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(20)]
    [InlineData(22)]
    [InlineData(28)]
    [InlineData(43)]
    [InlineData(44)]
    public void Digit_wrong_after_keying_by_hand_is_a_conflict_and_after_recognition_it_cannot_be_told(int position)
    {
        var broken = Td3[1].ToCharArray();
        broken[position - 1] = broken[position - 1] == '3' ? '4' : '3';
        string[] lines = [Td3[0], new(broken)];
        Assert.Contains(Run(lines), f => f.Level == Level.Conflict);
        var recognised = Run(lines, MrzOrigin.Recognised);
        Assert.Contains(recognised, f => f.Level == Level.CannotTell);
        Assert.DoesNotContain(recognised, f => f.Level == Level.Conflict);
    }

    [Fact]
    public void Swap_within_a_class_goes_unseen_and_every_other_swap_is_seen()
    {
        var digitPositions = Gen.OneOf(Gen.Int[1, 10], Gen.Int[14, 20], Gen.Int[22, 43]);
        var character = Gen.Char["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"];
        Gen.Select(digitPositions, character).Sample((position, replacement) =>
        {
            var line = Td3[1].ToCharArray();
            var original = line[position - 1];
            line[position - 1] = replacement;
            var seen = Run([Td3[0], new(line)]).Any(f => f.Level == Level.Conflict && IsDigit(f.Code));
            // A check digit itself is compared as it stands: there only the very same character agrees.
            var isDigit = position is 10 or 20 or 28 or 43;
            Assert.Equal(isDigit ? original != replacement : !SameClass(original, replacement), seen);
        });
    }

    [Fact]
    public void Neighbours_whose_values_differ_by_five_swap_unseen_and_others_do_not()
    {
        var value = Gen.Char["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"];
        Gen.Select(value, value, value.Array[0, 12], value.Array[0, 12]).Sample((a, b, before, after) =>
        {
            var one = CheckDigit.Of([.. before, a, b, .. after]);
            var other = CheckDigit.Of([.. before, b, a, .. after]);
            var difference = (CheckDigit.ValueOf(a) - CheckDigit.ValueOf(b)) % 5;
            Assert.Equal(difference == 0, one == other);
        });
    }

    [Fact]
    public void Classes_cover_the_alphabet_once() =>
        Assert.Equal("0123456789<ABCDEFGHIJKLMNOPQRSTUVWXYZ".Order(), string.Concat(Classes).Order());

    [Fact]
    public void Machine_reading_error_that_tesseract_made_keeps_its_digit() =>
        Assert.Equal(CheckDigit.Of("L898902C3"), CheckDigit.Of("1898902C3"));

    [Theory]
    [InlineData("740812", Level.Pass, "1974-08-12")]
    [InlineData("261124", Level.Pass, "2026-11-24")]
    [InlineData("261125", Level.Pass, "1926-11-25")]
    [InlineData("000229", Level.Pass, "2000-02-29")]
    [InlineData("990229", Level.Conflict, null)]
    [InlineData("741301", Level.Conflict, null)]
    [InlineData("740800", Level.Conflict, null)]
    [InlineData("74O812", Level.Conflict, null)]
    [InlineData("7408<<", Level.CannotTell, null)]
    [InlineData("<<<<<<", Level.CannotTell, null)]
    public void Birth_date(string found, Level level, string? day)
    {
        var date = One(Run([Td3[0], Td3[1].Remove(13, 6).Insert(13, found)]), FindingCode.MrzBirthDate);
        Assert.Equal(level, date.Level);
        if (day is not null)
            Assert.Equal(day, date["date"]);
    }

    [Theory]
    [InlineData("461231", "2046-12-31")]
    [InlineData("470101", "1947-01-01")]
    public void Expiry_lies_at_most_twenty_years_ahead(string found, string day) =>
        Assert.Equal(day, One(Run([Td3[0], Td3[1].Remove(21, 6).Insert(21, found)]), FindingCode.MrzExpiryDate)["date"]);

    [Fact]
    public void Impossible_date_in_recognised_text_cannot_be_told() =>
        Assert.Equal(Level.CannotTell, One(Run([Td3[0], Td3[1].Remove(13, 6).Insert(13, "741301")], MrzOrigin.Recognised), FindingCode.MrzBirthDate).Level);

    [Theory]
    [InlineData("2012-04-15", Level.Conflict)]
    [InlineData("2002-04-15", Level.Pass)]
    [InlineData("2002-04-14", Level.Note)]
    public void Validity_against_the_date_of_issue(string issued, Level level)
    {
        var findings = MrzCheck.Run(Td3, MrzOrigin.Keyed, Today, DateOnly.Parse(issued, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(level, One(findings, FindingCode.MrzValidity).Level);
    }

    [Fact]
    public void Empty_optional_data_may_have_a_filler_for_their_digit()
    {
        var line = Td3[1].Remove(28, 15).Insert(28, new string('<', 15));
        var findings = Run(WithComposite([Td3[0], line]));
        Assert.All(findings, f => Assert.Equal(Level.Pass, f.Level));
    }

    [Theory]
    [InlineData("KAZ", "N12345678", Level.Pass)]
    [InlineData("KAZ", "123456789", Level.Pass)]
    [InlineData("KAZ", "N1234567<", Level.Note)]
    [InlineData("CHN", "E12345678", Level.Pass)]
    [InlineData("CHN", "EA1234567", Level.Pass)]
    [InlineData("CHN", "G1234567<", Level.Pass)]
    [InlineData("CHN", "X12345678", Level.Note)]
    [InlineData("CHN", "E<<<<<<<<", Level.Note)]
    public void Shape_of_the_number(string state, string number, Level level)
    {
        string[] lines = [Td3[0].Replace("UTO", state, StringComparison.Ordinal), number + Td3[1][9..]];
        Assert.Equal(level, One(Run(lines), FindingCode.MrzNumberFormat).Level);
    }

    [Fact]
    public void Sex_may_be_unspecified_and_other_letters_are_a_note()
    {
        Assert.Equal(Level.Pass, One(Run([Td3[0], Td3[1].Remove(20, 1).Insert(20, "<")]), FindingCode.MrzSex).Level);
        Assert.Equal(Level.Note, One(Run([Td3[0], Td3[1].Remove(20, 1).Insert(20, "W")]), FindingCode.MrzSex).Level);
    }

    [Fact]
    public void Full_width_lower_case_and_padded_lines_are_the_same_lines()
    {
        string[] wide = [.. Td3.Select(l => " " + string.Concat(l.ToLowerInvariant().Select(c => (char)(c + 0xFEE0))) + "\t"), ""];
        Assert.All(Run(wide), f => Assert.Equal(Level.Pass, f.Level));
    }

    [Theory]
    [InlineData("", "lines")]
    [InlineData("P<UTO", "lines")]
    [InlineData("a\nb\nc\nd", "lines")]
    [InlineData("P<UTOERIKSSON<<ANNA\nL898902C36", "length")]
    [InlineData("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<1 ", "length")]
    [InlineData("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B«««««10", "characters")]
    [InlineData("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n٠898902C36UTO7408122F1204159ZE184226B<<<<<10", "characters")]
    [InlineData("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<", "visa")]
    public void What_is_no_zone_is_said_so_and_never_repaired(string lines, string reason)
    {
        var finding = Assert.Single(Run(lines.Split('\n')));
        Assert.Equal((FindingCode.MrzFormat, Level.CannotTell, reason), (finding.Code, finding.Level, finding["reason"]));
    }

    [Fact]
    public void Any_lines_give_findings_and_never_throw() =>
        Gen.String.Array[0, 5].Sample(lines => Assert.NotEmpty(Run(lines)));

    [Fact]
    public void Any_lines_of_legal_characters_give_findings_and_never_throw()
    {
        var character = Gen.Char["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<<<<<<<<<<"];
        var zone = Gen.OneOf(character.Array[30].Array[3], character.Array[36].Array[2], character.Array[44].Array[2]);
        zone.Sample(lines => Assert.NotEmpty(Run(lines.Select(l => new string(l)))));
    }

    private static bool IsDigit(FindingCode code) => code == FindingCode.MrzNumber || code == FindingCode.MrzBirth || code == FindingCode.MrzExpiry
        || code == FindingCode.MrzOptional || code == FindingCode.MrzComposite;

    private static bool SameClass(char a, char b) => Classes.Any(c => c.Contains(a) && c.Contains(b));

    private static IReadOnlyList<Finding> Run(IEnumerable<string> lines, MrzOrigin origin = MrzOrigin.Keyed) => MrzCheck.Run(lines, origin, Today);

    private static Finding One(IEnumerable<Finding> findings, FindingCode code) => Assert.Single(findings, f => f.Code == code);

    /// <summary>The lines with a composite digit that fits them.</summary>
    private static string[] WithComposite(string[] lines)
    {
        var over = lines.Length == 3
            ? lines[0][5..30] + lines[1][0..7] + lines[1][8..15] + lines[1][18..29]
            : lines[1][0..10] + lines[1][13..20] + lines[1][21..^1];
        return [lines[0], lines[1][..^1] + (char)('0' + CheckDigit.Of(over)), .. lines[2..]];
    }
}
