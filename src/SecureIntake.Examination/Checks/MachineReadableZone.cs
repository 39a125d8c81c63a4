using System.Diagnostics.CodeAnalysis;

namespace SecureIntake.Examination.Checks;

/// <summary>Why lines are not a machine-readable zone that we can check.</summary>
public enum MrzFault
{
    /// <summary>Neither two nor three lines.</summary>
    Lines,

    /// <summary>Lines of a length that no document size has.</summary>
    Length,

    /// <summary>A character other than <c>0–9 A–Z &lt;</c>.</summary>
    Characters,

    /// <summary>A visa: it has the size of a passport's zone, but no composite digit.</summary>
    Visa,
}

/// <summary>The lines of a machine-readable zone in one of the sizes TD1, TD2 and TD3, with only legal characters.</summary>
public sealed class MachineReadableZone
{
    private readonly string[] _lines;
    private readonly MrzLayout _layout;

    private MachineReadableZone(string[] lines, MrzLayout layout)
    {
        _lines = lines;
        _layout = layout;
    }

    /// <summary><c>TD1</c>, <c>TD2</c> or <c>TD3</c>.</summary>
    public string Type => _layout.Name;

    internal MrzLayout Layout => _layout;

    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>
    /// Parses lines as a person keyed them: full-width forms folded, trimmed, upper-cased; empty lines
    /// dropped. Anything else that is not exactly a zone is refused, never repaired.
    /// </summary>
    public static bool TryParse(IEnumerable<string> lines, [NotNullWhen(true)] out MachineReadableZone? zone, out MrzFault fault)
    {
        zone = null;
        fault = default;
        // A fourth line cannot make three of them a zone: reading on would only spend time.
        var normal = lines.Select(KeyedText.Normalise).Where(l => l.Length > 0).Take(4).ToArray();
        if (normal.Length is not (2 or 3))
            return Fail(MrzFault.Lines, out fault);
        var layout = Array.Find(MrzLayout.All, l => l.Lines == normal.Length && Array.TrueForAll(normal, n => n.Length == l.LineLength));
        if (layout is null)
            return Fail(MrzFault.Length, out fault);
        if (!Array.TrueForAll(normal, l => l.All(c => c is (>= '0' and <= '9') or (>= 'A' and <= 'Z') or '<')))
            return Fail(MrzFault.Characters, out fault);
        if (layout.Lines == 2 && normal[0][0] == 'V')
            return Fail(MrzFault.Visa, out fault);
        zone = new MachineReadableZone(normal, layout);
        return true;
    }

    private static bool Fail(MrzFault why, out MrzFault fault)
    {
        fault = why;
        return false;
    }
}
