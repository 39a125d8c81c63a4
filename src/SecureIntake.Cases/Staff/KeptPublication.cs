using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cases.Staff;

/// <summary>What the root signed last, as it is kept. Nothing is said of who signed: every reader verifies it against its pinned root.</summary>
/// <param name="Signed">Policy, directory and roster.</param>
/// <param name="Roster">The roster's text, for <see cref="RosterInForce"/>.</param>
public sealed record KeptPublication(RootPublication Signed, string Roster)
{
    /// <summary>Reads it; null while one of the three is missing or no signed document.</summary>
    public static async Task<KeptPublication?> ReadAsync(CasesContext cases, CancellationToken cancel)
    {
        var kept = await cases.Publications.AsNoTracking().ToDictionaryAsync(p => p.Kind, p => p.Document, StringComparer.Ordinal, cancel);
        return Parse(PolicyDocument.Kind) is { } policy && Parse(DirectoryDocument.Kind) is { } directory && Parse(RosterDocument.Kind) is { } roster
            ? new(new(policy, directory, roster), kept[RosterDocument.Kind])
            : null;

        SignedDocument? Parse(string kind) =>
            kept.TryGetValue(kind, out string? json) && SignedDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document) ? document : null;
    }
}
