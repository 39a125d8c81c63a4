namespace SecureIntake.Examination.Checks;

/// <summary>A document number and the check digit that was printed with it.</summary>
/// <param name="Text">What the digit runs over; fillers at the end count nothing.</param>
/// <param name="Digit">The character in its place, which need not be a digit.</param>
internal readonly record struct DocumentNumber(string Text, char Digit)
{
    /// <summary>
    /// Cards may carry a number longer than its field (ICAO 9303 parts 5 and 6, note j): the digit's place then holds a filler, and
    /// the rest of the number, its digit and a filler open the optional data. The digit runs over the number without the filler.
    /// </summary>
    public static DocumentNumber Of(MachineReadableZone zone)
    {
        var layout = zone.Layout;
        var head = layout.Number.In(zone.Lines);
        var digit = layout.Number.DigitIn(zone.Lines);
        if (digit != '<' || layout.OptionalHasDigit)
            return new(head, digit);
        var optional = layout.Optional.In(zone.Lines);
        var end = optional.IndexOf('<', StringComparison.Ordinal);
        if (end < 0)
            end = optional.Length;
        // A filler without a continuation is a digit that is missing.
        return end == 0 ? new(head, digit) : new(head + optional[..(end - 1)], optional[end - 1]);
    }
}
