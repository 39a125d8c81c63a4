namespace SecureIntake.Examination.Findings;

/// <summary>
/// The closed set of what an examination can say. Each code lists the levels it may have and, per level, exactly the values it
/// carries. <c>findings.json</c> repeats the set for the browser, which holds one sentence per code, level and language; a test
/// compares the two.
/// </summary>
public sealed class FindingCode
{
    private static readonly List<FindingCode> Declared = [];

    private readonly (Level Level, string[] Values)[] _shapes;

    private FindingCode(string name, params (Level Level, string[] Values)[] shapes)
    {
        Name = name;
        _shapes = shapes;
        Declared.Add(this);
    }

    // --- The file itself -----------------------------------------------------------------------------------------------------

    /// <summary>
    /// The file was not, or not fully, opened: its parser ran into a limit, failed, or was never started. <c>step</c> is an
    /// <see cref="Documents.Step"/>, <c>reason</c> a <see cref="Documents.Unsafe"/>.
    /// </summary>
    public static FindingCode CannotOpenSafely { get; } = new("document.cannot-open-safely", (Level.CannotTell, ["step", "reason"]));

    /// <summary>What the file's first bytes say against what its sender said: media types. A wrong name is often innocent.</summary>
    public static FindingCode Type { get; } = new("document.type",
        (Level.Pass, ["found"]), (Level.Note, ["claimed", "found"]), (Level.CannotTell, ["claimed"]));

    // --- PDF -----------------------------------------------------------------------------------------------------------------

    /// <summary>The number of pages, and how many of them the safe copy holds.</summary>
    public static FindingCode PdfPages { get; } = new("pdf.pages", (Level.Pass, ["pages", "copied"]));

    /// <summary>
    /// How often the file was saved on top of itself, by counting <c>startxref</c>. More than once is common (about one file in
    /// ten) and may hide what the first version said.
    /// </summary>
    public static FindingCode PdfRevisions { get; } = new("pdf.revisions", (Level.Pass, ["count"]), (Level.Note, ["count"]));

    /// <summary>
    /// Scripts, automatic actions, programs to launch, attached files or XFA forms, by their PDF names. None of it reaches a safe
    /// copy; its presence in a scanned paper is odd.
    /// </summary>
    public static FindingCode PdfActive { get; } = new("pdf.active", (Level.Pass, []), (Level.Note, ["kinds"]));

    /// <summary>Encrypted: <c>opens</c> is <c>yes</c> when no password is needed to read it.</summary>
    public static FindingCode PdfEncrypted { get; } = new("pdf.encrypted", (Level.CannotTell, ["opens"]));

    /// <summary>The program that wrote the file; a note when it is one that edits pictures or pages.</summary>
    public static FindingCode PdfProducer { get; } = new("pdf.producer",
        (Level.Pass, ["producer"]), (Level.Note, ["producer"]), (Level.CannotTell, []));

    /// <summary>The days on which the file says it was made and last changed; a note when they differ.</summary>
    public static FindingCode PdfDates { get; } = new("pdf.dates",
        (Level.Pass, ["created"]), (Level.Note, ["created", "modified"]), (Level.CannotTell, []));

    // --- Images --------------------------------------------------------------------------------------------------------------

    /// <summary>Width and height in pixels, as stored.</summary>
    public static FindingCode ImageSize { get; } = new("image.size", (Level.Pass, ["width", "height"]));

    /// <summary>Maker and model of the camera. Absence is normal: messengers strip it.</summary>
    public static FindingCode ImageCamera { get; } = new("image.camera", (Level.Pass, ["make", "model"]), (Level.CannotTell, []));

    /// <summary>The program named in the file; a note when it edits pictures. About one genuine photo in four names one.</summary>
    public static FindingCode ImageEditor { get; } = new("image.editor", (Level.Pass, []), (Level.Note, ["software"]));

    /// <summary>
    /// When the picture was taken and last changed. A note when the two differ; a conflict when it was taken after the day on
    /// which it was received, given a day's grace for time zones.
    /// </summary>
    public static FindingCode ImageDates { get; } = new("image.dates",
        (Level.Pass, ["taken"]), (Level.Note, ["taken", "modified"]), (Level.Conflict, ["taken", "received"]), (Level.CannotTell, []));

    /// <summary>
    /// Whether a GPS position is present. Never where: the place where a relative photographed a paper names the relative, and
    /// verification works without the submitter's identity.
    /// </summary>
    public static FindingCode ImagePosition { get; } = new("image.position", (Level.Pass, ["present"]));

    /// <summary>The preview embedded in the file against the picture: a note when they do not show the same. <c>difference</c> is one minus the
    /// correlation of their brightness, <c>0.00</c> to <c>2.00</c>.</summary>
    public static FindingCode ImageThumbnail { get; } = new("image.thumbnail",
        (Level.Pass, []), (Level.Note, ["difference"]), (Level.CannotTell, []));

    /// <summary>The size of a picture sent on by a messenger, or of a screen, without any trace of a camera.</summary>
    public static FindingCode ImageForwarded { get; } = new("image.forwarded", (Level.Pass, []), (Level.Note, ["width", "height"]));

    // --- Machine-readable zone, ICAO 9303 --------------------------------------------------------------------------------------

    /// <summary>TD1, TD2 or TD3; cannot tell when the lines are none of these (<c>reason</c> is a <see cref="Checks.MrzFault"/>).</summary>
    public static FindingCode MrzFormat { get; } = new("mrz.format", (Level.Pass, ["type"]), (Level.CannotTell, ["reason"]));

    /// <summary>The check digit of the document number.</summary>
    public static FindingCode MrzNumber { get; } = CheckDigit("mrz.number");

    /// <summary>The check digit of the date of birth.</summary>
    public static FindingCode MrzBirth { get; } = CheckDigit("mrz.birth");

    /// <summary>The check digit of the date of expiry.</summary>
    public static FindingCode MrzExpiry { get; } = CheckDigit("mrz.expiry");

    /// <summary>The check digit of a passport's optional data (personal number).</summary>
    public static FindingCode MrzOptional { get; } = CheckDigit("mrz.optional");

    /// <summary>The check digit over the others.</summary>
    public static FindingCode MrzComposite { get; } = CheckDigit("mrz.composite");

    /// <summary>The date of birth: a day that exists; a conflict when it cannot.</summary>
    public static FindingCode MrzBirthDate { get; } = Date("mrz.birth-date");

    /// <summary>The date of expiry: a day that exists; a conflict when it cannot.</summary>
    public static FindingCode MrzExpiryDate { get; } = Date("mrz.expiry-date");

    /// <summary>The sex field: <c>M</c>, <c>F</c> or <c>&lt;</c>; a note for anything else.</summary>
    public static FindingCode MrzSex { get; } = new("mrz.sex", (Level.Pass, ["found"]), (Level.Note, ["found"]));

    /// <summary>The shape of the document number against what the issuing state is known to print.</summary>
    public static FindingCode MrzNumberFormat { get; } = new("mrz.number-format",
        (Level.Pass, ["state"]), (Level.Note, ["state", "number"]));

    /// <summary>
    /// Expiry against a date of issue that was keyed with it: a conflict when it expires before it is issued, a note when it runs
    /// for more than ten years.
    /// </summary>
    public static FindingCode MrzValidity { get; } = new("mrz.validity",
        (Level.Pass, ["issued", "expires"]), (Level.Note, ["issued", "expires"]), (Level.Conflict, ["issued", "expires"]));

    // --- Chinese resident identity number, GB 11643-1999 -----------------------------------------------------------------------

    /// <summary>18 or 15 characters; cannot tell when it is neither (<c>reason</c> is <c>count</c> or <c>symbols</c>).</summary>
    public static FindingCode PrcFormat { get; } = new("prc.format", (Level.Pass, ["length"]), (Level.CannotTell, ["reason"]));

    /// <summary>The check character of the form of 18. It sees every single wrong digit and every swap of neighbours.</summary>
    public static FindingCode PrcChecksum { get; } = new("prc.checksum", (Level.Pass, ["found"]), (Level.Conflict, ["found", "expected"]));

    /// <summary>The date of birth: a conflict when there is no such day, or it is still to come.</summary>
    public static FindingCode PrcBirthDate { get; } = new("prc.birth-date", (Level.Pass, ["date"]), (Level.Conflict, ["found"]));

    /// <summary>The sex that the order number says: <c>M</c> or <c>F</c>.</summary>
    public static FindingCode PrcSex { get; } = new("prc.sex", (Level.Pass, ["found"]));

    /// <summary>
    /// The region code: a note when it was not in force in any year in which the number may have been issued, or was never assigned as far
    /// as we know; cannot tell outside Xinjiang. Never a conflict: the table has one source.
    /// </summary>
    public static FindingCode PrcRegion { get; } = new("prc.region",
        (Level.Pass, ["code", "place"]), (Level.Note, ["code"]), (Level.CannotTell, ["code"]));

    // --- Kazakh individual identification number -------------------------------------------------------------------------------

    /// <summary>Twelve digits; cannot tell when it is not (<c>reason</c> is <c>count</c> or <c>symbols</c>).</summary>
    public static FindingCode IinFormat { get; } = new("iin.format", (Level.Pass, []), (Level.CannotTell, ["reason"]));

    /// <summary>The check digit, in one pass or two.</summary>
    public static FindingCode IinChecksum { get; } = new("iin.checksum", (Level.Pass, ["found"]), (Level.Conflict, ["found", "expected"]));

    /// <summary>No check digit exists for these eleven digits: such a number is never issued.</summary>
    public static FindingCode IinVoid { get; } = new("iin.void", (Level.Conflict, []));

    /// <summary>The number of a person; a conflict when it is a company's.</summary>
    public static FindingCode IinHolder { get; } = new("iin.holder", (Level.Pass, []), (Level.Conflict, []));

    /// <summary>
    /// The date of birth: a conflict when there is no such day, or it is still to come; cannot tell without a digit for the century, as
    /// some foreigners have it.
    /// </summary>
    public static FindingCode IinBirthDate { get; } = Date("iin.birth-date");

    /// <summary>The sex that the seventh digit says: <c>M</c> or <c>F</c>.</summary>
    public static FindingCode IinSex { get; } = new("iin.sex", (Level.Pass, ["found"]));

    // --- Numbers of one paper against each other -------------------------------------------------------------------------------

    /// <summary>The dates of birth in everything that was keyed from the paper.</summary>
    public static FindingCode KeyedBirthDate { get; } = new("keyed.birth-date", (Level.Pass, ["date"]), (Level.Conflict, ["first", "second"]));

    /// <summary>The sex in everything that was keyed from the paper.</summary>
    public static FindingCode KeyedSex { get; } = new("keyed.sex", (Level.Pass, ["found"]), (Level.Conflict, ["first", "second"]));

    /// <summary>Every code, in the order of this file.</summary>
    public static IReadOnlyList<FindingCode> All => Declared;

    public string Name { get; }

    /// <summary>The levels this code may have, with the names of the values it then carries.</summary>
    public IReadOnlyList<(Level Level, string[] Values)> Shapes => _shapes;

    public override string ToString() => Name;

    /// <summary>A finding of this code. Values are given in the declared order.</summary>
    /// <exception cref="ArgumentException">The code has no such level, or other values at it: our bug.</exception>
    internal Finding At(Level level, params ReadOnlySpan<string> values)
    {
        var names = Array.Find(_shapes, s => s.Level == level).Values;
        if (names is null || names.Length != values.Length)
            throw new ArgumentException($"{Name} has no level {level.ToWire()} with {values.Length} values.", nameof(level));
        var pairs = new KeyValuePair<string, string>[names.Length];
        for (var i = 0; i < names.Length; i++)
            pairs[i] = KeyValuePair.Create(names[i], QuotedText.Clean(values[i]));
        return new Finding(this, level, pairs);
    }

    // A wrong digit in hand-keyed text is a conflict; in recognised text it only asks for keying by hand.
    private static FindingCode CheckDigit(string name) => new(name,
        (Level.Pass, ["found"]), (Level.Conflict, ["found", "expected"]), (Level.CannotTell, ["found", "expected"]));

    private static FindingCode Date(string name) => new(name,
        (Level.Pass, ["date"]), (Level.Conflict, ["found"]), (Level.CannotTell, ["found"]));
}
