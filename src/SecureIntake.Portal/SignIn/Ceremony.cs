using System.Text.Json;

namespace SecureIntake.Portal.SignIn;

/// <summary>What every passkey ceremony must keep from the server.</summary>
internal static class Ceremony
{
    /// <summary>
    /// Whether a posted credential carries extension results. Among them would be the PRF output that unseals the staff key, so a client that
    /// forgets to strip them is refused before anything else looks at the body.
    /// </summary>
    public static bool HoldsExtensionResults(JsonElement credential) =>
        credential.ValueKind != JsonValueKind.Object
        || !credential.TryGetProperty("clientExtensionResults", out var results)
        || results.ValueKind != JsonValueKind.Object
        || results.EnumerateObject().Any();
}
