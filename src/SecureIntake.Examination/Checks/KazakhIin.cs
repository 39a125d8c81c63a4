using System.Globalization;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Checks;

/// <summary>
/// The individual identification number of Kazakhstan: birth <c>YYMMDD</c>, century and sex 1, serial 4, check 1. Domain reference 5.4.
/// </summary>
/// <remarks>
/// The eleventh digit has the weight 11, which is 0 in the first pass: a wrong one is invisible in about nine numbers of ten. A consistent
/// number therefore says less than a consistent Chinese one.
/// </remarks>
public static class KazakhIin
{
    private const int Modulus = 11;

    private static ReadOnlySpan<byte> FirstWeights => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    private static ReadOnlySpan<byte> SecondWeights => [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

    /// <summary>Runs every check; never throws on hostile text.</summary>
    /// <param name="text">As keyed.</param>
    /// <param name="today">No birth is later.</param>
    public static IReadOnlyList<Finding> Run(string text, DateOnly today)
    {
        var number = KeyedText.Normalise(text);
        if (number.Length != 12 || !number.All(char.IsAsciiDigit))
            return [FindingCode.IinFormat.At(Level.CannotTell, number.Length == 12 ? "symbols" : "count")];
        var findings = new List<Finding> { FindingCode.IinFormat.At(Level.Pass), Checksum(number) };
        // A day begins with 0 to 3. Companies have 4 to 6 there, and their number follows the same sum.
        if (number[4] is >= '4' and <= '6')
            return [.. findings, FindingCode.IinHolder.At(Level.Conflict)];
        findings.Add(FindingCode.IinHolder.At(Level.Pass));
        findings.Add(Birth(number, today));
        if (number[6] is >= '1' and <= '6')
            findings.Add(FindingCode.IinSex.At(Level.Pass, (number[6] - '0') % 2 == 1 ? "M" : "F"));
        return findings;
    }

    /// <summary>The check digit over the first eleven, or null for a number that is never issued: both passes give 10.</summary>
    public static int? CheckOf(ReadOnlySpan<char> digits)
    {
        var check = Sum(digits, FirstWeights) % Modulus;
        if (check == 10)
            check = Sum(digits, SecondWeights) % Modulus;
        return check == 10 ? null : check;
    }

    private static int Sum(ReadOnlySpan<char> digits, ReadOnlySpan<byte> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += (digits[i] - '0') * weights[i];
        return sum;
    }

    private static Finding Checksum(string number)
    {
        if (CheckOf(number) is not { } expected)
            return FindingCode.IinVoid.At(Level.Conflict);
        return number[11] - '0' == expected
            ? FindingCode.IinChecksum.At(Level.Pass, number[11..])
            : FindingCode.IinChecksum.At(Level.Conflict, number[11..], expected.ToString(CultureInfo.InvariantCulture));
    }

    // The seventh digit gives the century: 1, 2 the nineteenth; 3, 4 the twentieth; 5, 6 the twenty-first. Some foreigners have 0.
    private static Finding Birth(string number, DateOnly today)
    {
        if (number[6] is < '1' or > '6')
            return FindingCode.IinBirthDate.At(Level.CannotTell, number[..7]);
        var century = 18 + (number[6] - '1') / 2;
        return KeyedDate.Of(string.Create(CultureInfo.InvariantCulture, $"{century}{number[..6]}"), today) is { } day
            ? FindingCode.IinBirthDate.At(Level.Pass, MrzCheck.Day(day))
            : FindingCode.IinBirthDate.At(Level.Conflict, number[..7]);
    }
}
