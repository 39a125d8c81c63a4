using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;

namespace SecureIntake.Cases.Submissions;

/// <summary>
/// What a submission consisted of when it entered (Sealing's FORMAT.md §7): canonical JSON of week, tag and, sorted by id, every part with the
/// digest of its payload. The log keeps a salted digest of it, so what is removed or exchanged later is evident to whoever has the salt.
/// </summary>
public static class SubmissionManifest
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltLength = 32;

    /// <summary>SHA-256(salt ‖ manifest).</summary>
    public static byte[] Digest(byte[] salt, string week, byte[] tag, IEnumerable<Part> parts) =>
        SHA256.HashData([.. salt, .. Write(week, tag, parts)]);

    private static byte[] Write(string week, byte[] tag, IEnumerable<Part> parts) => CanonicalJson.Write(new JsonObject
    {
        ["week"] = week,
        ["tag"] = Convert.ToBase64String(tag),
        ["parts"] = new JsonArray([.. parts.OrderBy(part => part.Id.Text, StringComparer.Ordinal).Select(part => new JsonObject
        {
            ["part"] = part.Id.Text,
            ["compartment"] = part.Compartment,
            ["number"] = part.Number,
            ["payload"] = Convert.ToBase64String(part.Digest),
        })]),
    });
}
