namespace SecureIntake.Examination.Checks;

/// <summary>A field of a machine-readable zone: line and first position, counted from 1 as ICAO 9303 does, and its length.</summary>
internal sealed record MrzField(int Line, int From, int Length)
{
    public string In(IReadOnlyList<string> lines) => lines[Line - 1].Substring(From - 1, Length);

    /// <summary>The one character that follows the field: its check digit, where it has one.</summary>
    public char DigitIn(IReadOnlyList<string> lines) => lines[Line - 1][From - 1 + Length];
}

/// <summary>Where the fields of one document size stand: ICAO 9303 parts 4 (TD3), 5 (TD1) and 6 (TD2).</summary>
/// <remarks>
/// The optional data of a passport have a check digit of their own, those of a card have none; the composite digit runs over the
/// listed stretches in order.
/// </remarks>
internal sealed record MrzLayout(
    string Name, int Lines, int LineLength,
    MrzField State, MrzField Number, MrzField Birth, MrzField Sex, MrzField Expiry, MrzField Optional,
    bool OptionalHasDigit, MrzField[] Composite, MrzField CompositeDigit)
{
    public static readonly MrzLayout Td1 = new("TD1", 3, 30,
        State: new(1, 3, 3), Number: new(1, 6, 9), Birth: new(2, 1, 6), Sex: new(2, 8, 1), Expiry: new(2, 9, 6),
        Optional: new(1, 16, 15), OptionalHasDigit: false,
        Composite: [new(1, 6, 25), new(2, 1, 7), new(2, 9, 7), new(2, 19, 11)], CompositeDigit: new(2, 30, 1));

    public static readonly MrzLayout Td2 = new("TD2", 2, 36,
        State: new(1, 3, 3), Number: new(2, 1, 9), Birth: new(2, 14, 6), Sex: new(2, 21, 1), Expiry: new(2, 22, 6),
        Optional: new(2, 29, 7), OptionalHasDigit: false,
        Composite: [new(2, 1, 10), new(2, 14, 7), new(2, 22, 14)], CompositeDigit: new(2, 36, 1));

    public static readonly MrzLayout Td3 = new("TD3", 2, 44,
        State: new(1, 3, 3), Number: new(2, 1, 9), Birth: new(2, 14, 6), Sex: new(2, 21, 1), Expiry: new(2, 22, 6),
        Optional: new(2, 29, 14), OptionalHasDigit: true,
        Composite: [new(2, 1, 10), new(2, 14, 7), new(2, 22, 22)], CompositeDigit: new(2, 44, 1));

    public static readonly MrzLayout[] All = [Td1, Td2, Td3];
}
