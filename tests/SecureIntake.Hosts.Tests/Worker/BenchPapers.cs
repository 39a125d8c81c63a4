using System.Security.Cryptography;
using System.Text.Json;
using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;
using SecureIntake.Sealing.Parts;
using SecureIntake.Specimens;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>The papers of the case, sealed and stored as triage leaves them.</summary>
internal static class BenchPapers
{
    /// <summary>Seals a part to the lead and stores it, as triage leaves it.</summary>
    public static async Task<HeldPart> SealAsync(this BenchOffice office, Compartment compartment, params PartEntry[] entries)
    {
        var payload = new MemoryStream();
        var sealedPart = PartSealer.Seal(compartment, entries, office.Lead.Key.Identity.Recipient, payload, RandomNumberGenerator.Fill);
        payload.Position = 0;
        var blob = await office.Blobs.StoreAsync(payload, default);
        var part = new Part
        {
            Id = Id<Part>.New(office.Random),
            Case = office.Case,
            Compartment = compartment.Name,
            Blob = blob.Id,
            Length = blob.Length,
            Digest = blob.Digest,
        };
        await using var cases = await office.CasesAsync();
        cases.Parts.Add(part);
        await cases.SaveChangesAsync();
        return new HeldPart(part, sealedPart);
    }

    public static Task<HeldPart> SealEvidenceAsync(this BenchOffice office, Specimen specimen) => office.SealEvidenceAsync(specimen.Bytes, specimen.MediaType);

    public static Task<HeldPart> SealEvidenceAsync(this BenchOffice office, byte[] bytes, string type)
    {
        string file = type == "application/pdf" ? "evidence.pdf" : "evidence.jpg";
        byte[] record = JsonSerializer.SerializeToUtf8Bytes(new
        {
            v = 1,
            file,
            name = "SPECIMEN as named",
            kind = "document",
            type,
            size = bytes.Length,
            sha256 = SHA256.HashData(bytes),
            note = "",
        });
        return office.SealAsync(Compartment.Evidence, new PartEntry("evidence.json", record), new PartEntry(file, bytes));
    }

    public static Task<HeldPart> SealKeyedAsync(this BenchOffice office, HeldPart about, params string[] lines) => office.SealAsync(Compartment.Keyed,
        new PartEntry("keyed.json", JsonSerializer.SerializeToUtf8Bytes(new { v = 1, about = about.Part.Id.Text, mrz = lines })));
}

/// <summary>A part that the lead holds a header of.</summary>
internal sealed record HeldPart(Part Part, SealedPart Sealed);
