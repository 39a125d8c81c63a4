using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Intake.Card;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Intake.Submissions;

/// <summary>
/// Holds the headers of a batch by the gates' keys of their week: from then on a copy of the database opens nothing with anybody's key, a lead's or a
/// custodian's.
/// </summary>
internal sealed class BatchHolding(IDbContextFactory<CasesContext> contexts, OrganisationCards cards)
{
    /// <summary>The keys of these weeks, of those that every gate has given one.</summary>
    public async Task<IReadOnlyDictionary<Week, IReadOnlyList<HybridRecipient>>> KeysAsync(IEnumerable<Week> weeks, CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        var keys = new Dictionary<Week, IReadOnlyList<HybridRecipient>>();
        foreach (var week in weeks.Distinct())
        {
            if (await cards.GateKeysAsync(cases, week, cancel) is { } ofWeek)
                keys[week] = ofWeek;
        }

        return keys;
    }

    /// <summary>The header as it is stored.</summary>
    public static byte[] Hold(IReadOnlyList<HybridRecipient> gates, Id<Submission> @case, PartRequest part, byte[] header)
    {
        var (handle, id) = (Opaque(@case.Text), Opaque(part.Part.Text));
        var name = Holding.OfTheDesk.Contains(part.Compartment.Name, StringComparer.Ordinal)
            ? HeldName.Desk(handle, id, part.Compartment)
            : HeldName.Custody(handle, id, part.Compartment);
        return HeldHeader.Seal(name, header, gates, RandomNumberGenerator.Fill);
    }

    private static OpaqueId Opaque(string id) => OpaqueId.TryParse(id, out var parsed) ? parsed : throw new FormatException("Not an id.");
}
