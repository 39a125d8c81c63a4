using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Checks;

/// <summary>
/// The Chinese resident identity number (GB 11643-1999): region 6, birth <c>YYYYMMDD</c>, order 3 (odd for men), check 1. The older form of 15 digits
/// has a two-digit year and no check. Domain reference 5.2 and 5.3.
/// </summary>
public static class ResidentId
{
    /// <summary>Before this year no number was issued at all.</summary>
    private const int FirstIssued = 1984;

    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private static ReadOnlySpan<char> Checks => "10X98765432";

    /// <summary>Runs every check that the number's form has; never throws on hostile text.</summary>
    /// <param name="text">As keyed; full-width characters and a small <c>x</c> are the same number.</param>
    /// <param name="today">No birth is later; no region code is asked for later.</param>
    public static IReadOnlyList<Finding> Run(string text, DateOnly today)
    {
        var number = KeyedText.Normalise(text);
        var body = number.Length == 18 ? number[..17] : number;
        if (number.Length is not (15 or 18) || !body.All(char.IsAsciiDigit) || (number.Length == 18 && !char.IsAsciiDigit(number[17]) && number[17] != 'X'))
            return [FindingCode.PrcFormat.At(Level.CannotTell, number.Length is 15 or 18 ? "symbols" : "count")];

        var findings = new List<Finding> { FindingCode.PrcFormat.At(Level.Pass, number.Length == 18 ? "18" : "15") };
        if (number.Length == 18)
            findings.Add(Checksum(body, number[17]));
        else
            body = $"{number[..6]}19{number[6..]}";

        var birth = KeyedDate.Of(body.AsSpan(6, 8), today);
        findings.Add(birth is { } day ? FindingCode.PrcBirthDate.At(Level.Pass, MrzCheck.Day(day)) : FindingCode.PrcBirthDate.At(Level.Conflict, body[6..14]));
        findings.Add(FindingCode.PrcSex.At(Level.Pass, (body[16] - '0') % 2 == 1 ? "M" : "F"));
        findings.Add(Region(body[..6], birth, today));
        return findings;
    }

    /// <summary>The check character over the first 17 digits.</summary>
    public static char CheckOf(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
            sum += (digits[i] - '0') * Weights[i];
        return Checks[sum % 11];
    }

    private static Finding Checksum(string digits, char found)
    {
        var expected = CheckOf(digits);
        return found == expected
            ? FindingCode.PrcChecksum.At(Level.Pass, found.ToString())
            : FindingCode.PrcChecksum.At(Level.Conflict, found.ToString(), expected.ToString());
    }

    // The code names the place of registration when the number was first issued, which may be many years after the birth. To ask for the
    // code of the year of birth would raise false alarms on exactly the people this is for.
    private static Finding Region(string code, DateOnly? birth, DateOnly today)
    {
        var (standing, place) = RegionCodes.Look(code, Math.Max(birth?.Year ?? FirstIssued, FirstIssued), today.Year);
        return standing switch
        {
            RegionStanding.InForce => FindingCode.PrcRegion.At(Level.Pass, code, place),
            RegionStanding.OtherYears or RegionStanding.Unassigned => FindingCode.PrcRegion.At(Level.Note, code),
            RegionStanding.NotCovered => FindingCode.PrcRegion.At(Level.CannotTell, code),
            _ => throw new InvalidOperationException(),
        };
    }
}
