using System.Globalization;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Checks;

/// <summary>Where the lines of a zone came from: it decides how much a wrong digit means.</summary>
public enum MrzOrigin
{
    /// <summary>Keyed by hand from the picture.</summary>
    Keyed,

    /// <summary>Recognised by a machine, and so to be keyed by hand before anyone relies on it.</summary>
    Recognised,
}

/// <summary>Check digits, dates and number format of a machine-readable zone (ICAO 9303; domain reference 5.1).</summary>
public static class MrzCheck
{
    /// <summary>Runs every check that the zone's size has; never throws on hostile lines.</summary>
    /// <param name="lines">Two or three lines.</param>
    /// <param name="origin">Who read them off the picture.</param>
    /// <param name="today">Decides the century of a birth.</param>
    /// <param name="issued">The date of issue, where it was keyed too.</param>
    public static IReadOnlyList<Finding> Run(IEnumerable<string> lines, MrzOrigin origin, DateOnly today, DateOnly? issued = null)
    {
        if (!MachineReadableZone.TryParse(lines, out var zone, out var fault))
            return [FindingCode.MrzFormat.At(Level.CannotTell, Spelling(fault))];

        var layout = zone.Layout;
        var findings = new List<Finding> { FindingCode.MrzFormat.At(Level.Pass, layout.Name) };
        // Recognised text with a wrong digit was most likely misread: it asks for a person, it accuses nobody.
        var broken = origin == MrzOrigin.Keyed ? Level.Conflict : Level.CannotTell;

        var number = DocumentNumber.Of(zone);
        findings.Add(Digit(FindingCode.MrzNumber, number.Text, number.Digit, broken));
        findings.Add(Digit(FindingCode.MrzBirth, layout.Birth.In(zone.Lines), layout.Birth.DigitIn(zone.Lines), broken));
        findings.Add(Digit(FindingCode.MrzExpiry, layout.Expiry.In(zone.Lines), layout.Expiry.DigitIn(zone.Lines), broken));
        if (layout.OptionalHasDigit)
            findings.Add(OptionalDigit(layout.Optional.In(zone.Lines), layout.Optional.DigitIn(zone.Lines), broken));
        var composite = string.Concat(layout.Composite.Select(f => f.In(zone.Lines)));
        findings.Add(Digit(FindingCode.MrzComposite, composite, layout.CompositeDigit.In(zone.Lines)[0], broken));

        findings.Add(MrzDate.Birth(layout.Birth.In(zone.Lines), today).ToFinding(FindingCode.MrzBirthDate, broken));
        var expiry = MrzDate.Expiry(layout.Expiry.In(zone.Lines), today);
        findings.Add(expiry.ToFinding(FindingCode.MrzExpiryDate, broken));

        findings.Add(Sex(layout.Sex.In(zone.Lines)));
        if (NumberFormat(layout.State.In(zone.Lines), number.Text) is { } format)
            findings.Add(format);
        if (issued is { } from && expiry.Day is { } to)
            findings.Add(Validity(from, to));
        return findings;
    }

    private static Finding Digit(FindingCode code, string text, char found, Level broken)
    {
        var expected = (char)('0' + CheckDigit.Of(text));
        return found == expected
            ? code.At(Level.Pass, found.ToString())
            : code.At(broken, found.ToString(), expected.ToString());
    }

    // An empty optional field may carry a filler in place of its digit 0 (ICAO 9303 part 4, 4.2.2.2).
    private static Finding OptionalDigit(string text, char found, Level broken) =>
        found == '<' && text.All(c => c == '<')
            ? FindingCode.MrzOptional.At(Level.Pass, "<")
            : Digit(FindingCode.MrzOptional, text, found, broken);

    private static Finding Sex(string found) => FindingCode.MrzSex.At(found is "M" or "F" or "<" ? Level.Pass : Level.Note, found);

    private static Finding? NumberFormat(string state, string number)
    {
        var plain = number.TrimEnd('<');
        bool? usual = state switch
        {
            // E or G, perhaps a second letter, then seven or eight digits.
            "CHN" => plain.Length is 8 or 9 && plain[0] is 'E' or 'G' && Digits(plain.AsSpan(char.IsAsciiLetter(plain[1]) ? 2 : 1)) is 7 or 8,
            // A passport has N and eight digits, an identity card nine digits.
            "KAZ" => plain.Length == 9 && (Digits(plain) == 9 || (plain[0] == 'N' && Digits(plain.AsSpan(1)) == 8)),
            _ => null,
        };
        return usual switch
        {
            null => null,
            true => FindingCode.MrzNumberFormat.At(Level.Pass, state),
            false => FindingCode.MrzNumberFormat.At(Level.Note, state, plain),
        };
    }

    /// <summary>The length when all are digits, else −1.</summary>
    private static int Digits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return -1;
        }
        return text.Length;
    }

    private static Finding Validity(DateOnly issued, DateOnly expires)
    {
        var level = expires <= issued ? Level.Conflict : expires > issued.AddYears(10) ? Level.Note : Level.Pass;
        return FindingCode.MrzValidity.At(level, Day(issued), Day(expires));
    }

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Spelling(MrzFault fault) => fault switch
    {
        MrzFault.Lines => "lines",
        MrzFault.Length => "length",
        MrzFault.Characters => "characters",
        MrzFault.Visa => "visa",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
