using System.Globalization;

namespace SecureIntake.Audit.Events;

/// <summary>A random 128-bit id as entries write it: 32 lower-case hex digits. What it names is said by the member that holds it.</summary>
public readonly record struct LogId
{
    private readonly UInt128 _value;

    private LogId(UInt128 value) => _value = value;

    /// <summary>Reads the one spelling.</summary>
    public static bool TryParse(string text, out LogId id)
    {
        var ok = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && value.ToString("x32", CultureInfo.InvariantCulture) == text;
        id = ok ? new LogId(value) : default;
        return ok;
    }

    /// <summary>Reads an id that this program wrote.</summary>
    /// <exception cref="FormatException">It is not 32 lower-case hex digits.</exception>
    public static LogId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("not an id");

    /// <summary>The 32 digits.</summary>
    public override string ToString() => _value.ToString("x32", CultureInfo.InvariantCulture);
}
