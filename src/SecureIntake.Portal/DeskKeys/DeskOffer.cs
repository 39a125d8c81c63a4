using SecureIntake.Portal.Access;
using SecureIntake.Portal.StaffKeys;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>A desk key as a lead's browser prepared it.</summary>
/// <param name="Week">Its week.</param>
/// <param name="Document">The <c>desk/v1</c> line, signed by the lead who prepared it and by nobody else.</param>
/// <param name="Seals">One for every lead of the directory who is not locked out. JSON lists may hold null; nothing before this checks.</param>
internal sealed record DeskOffer(Week Week, SignedDocument Document, IReadOnlyList<OfferedSeal?> Seals)
{
    /// <summary>The longest line, in UTF-16 code units; one is half as long. With all signatures that leads can add it still fits into an entry of the log.</summary>
    private const int LongestLine = 4096;

    /// <summary>
    /// Checks what can be seen without opening anything. That the seals hold the secret half of the line's recipient is what the second lead's
    /// browser finds out, by opening its own.
    /// </summary>
    /// <returns>Why it is refused; null when it is in order.</returns>
    public Refusal? Check(MemberId lead, SignedWorld world, DeskLeads leads, DateOnly today)
    {
        if (Document.Body.Length > LongestLine || !Document.TryRead<DeskLine>(out var line))
            return Refusal.DeskMalformed;
        if (line.Week != Week || !DeskCalendar.Holds(Week, today))
            return Refusal.DeskWeek;
        if (Document.Signatures.Count != 1 || world.DeskSignerOf(lead) is not { } signer || !Document.IsSignedBy(signer))
            return Refusal.DeskSigner;
        // A key that opens anything else would live on when the week's key is destroyed.
        if (world.Directory.Members.Any(member => member.Recipient.Equals(line.Recipient)))
            return Refusal.DeskRecipient;
        return AreForEveryLead(leads.Of(world)) ? null : Refusal.DeskSeals;
    }

    // A lead without a seal would be a lead who cannot open that week.
    private bool AreForEveryLead(IEnumerable<Member> leads) =>
        Seals.All(seal => seal is not null && SealedSeed.IsOne(seal.Sealed))
        && Seals.Select(seal => seal!.Member).Order(StringComparer.Ordinal)
            .SequenceEqual(leads.Select(lead => lead.Id.ToString()).Order(StringComparer.Ordinal), StringComparer.Ordinal);
}

/// <summary>A lead's share in a desk key.</summary>
/// <param name="Member">The lead.</param>
/// <param name="Sealed">The desk seed sealed to their staff key.</param>
internal sealed record OfferedSeal(string Member, byte[] Sealed);
