namespace SecureIntake.Specimens;

/// <summary>A made-up file. Nothing in it is about a real person, and a person who opens it reads SPECIMEN on it.</summary>
/// <param name="FileName">As a relative might have named it.</param>
/// <param name="MediaType">What it truly is.</param>
/// <param name="Bytes">The same bytes at every call on one machine.</param>
public record Specimen(string FileName, string MediaType, byte[] Bytes);

/// <summary>A PDF, and what an examination must find in it.</summary>
/// <param name="Pages">Number of pages.</param>
/// <param name="Producer">The program that it names.</param>
/// <param name="Created">Its day of creation.</param>
/// <param name="Revisions">How often it was saved.</param>
public sealed record PdfSpecimen(string FileName, byte[] Bytes, int Pages, string Producer, DateOnly Created, int Revisions)
    : Specimen(FileName, "application/pdf", Bytes);

/// <summary>A photo as a phone writes it, and what an examination must find in it.</summary>
/// <param name="Width">As stored, in pixels; the picture is shown turned by a quarter.</param>
/// <param name="Height">As stored, in pixels.</param>
/// <param name="Make">The camera's maker.</param>
/// <param name="Model">The camera's model.</param>
/// <param name="Taken">Original date, in the camera's own time.</param>
/// <param name="Modified">Date of the last change.</param>
/// <param name="Software">The program named.</param>
public sealed record PhotoSpecimen(string FileName, byte[] Bytes, int Width, int Height, string Make, string Model, DateTime Taken, DateTime Modified, string Software)
    : Specimen(FileName, "image/jpeg", Bytes);

/// <summary>A picture of a passport of Utopia, and what a person keys in from it.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Mrz">The two lines of its machine-readable zone, those of ICAO 9303.</param>
public sealed record PassportSpecimen(string FileName, byte[] Bytes, int Width, int Height, IReadOnlyList<string> Mrz)
    : Specimen(FileName, "image/png", Bytes);
