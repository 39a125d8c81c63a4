using System.Text.Json;
using System.Text.Json.Nodes;

namespace SecureIntake.Portal.Log;

/// <summary>A signed act as a browser posts it, alone or among the other members of a request.</summary>
/// <param name="Act">The act; any spelling, since it is signed in its canonical one.</param>
/// <param name="Key">The signer, base64.</param>
/// <param name="Signature">Base64.</param>
internal sealed record ActEnvelope(JsonElement Act, string Key, string Signature)
{
    /// <summary>The entry's canonical bytes; null when there is no such spelling.</summary>
    public byte[]? ToEntry()
    {
        try
        {
            return SecureIntake.Audit.Events.CanonicalJson.Write(new JsonObject
            {
                ["act"] = JsonObject.Create(Act),
                ["key"] = Key,
                ["signature"] = Signature,
            });
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // No object, a number that is no integer, a broken string.
            return null;
        }
    }
}
