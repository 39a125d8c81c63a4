using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.StaffKeys;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>A lead's share in a new desk key.</summary>
/// <param name="Member">The lead.</param>
/// <param name="Sealed">The desk seed sealed to their staff key.</param>
internal sealed record OfferedSeal(string Member, byte[] Sealed);

/// <summary>A desk key as a lead's browser prepared it.</summary>
/// <param name="Week">Its week.</param>
/// <param name="Document">The signed <c>desk/v1</c>.</param>
/// <param name="Seals">One for every lead of the directory.</param>
internal sealed record DeskOffer(Week Week, SignedDocument Document, IReadOnlyList<OfferedSeal> Seals);

/// <summary>
/// Keeps desk keys that leads prepare and countersign. The portal sees the line and sealed seeds; that the seeds belong to the line is what the
/// second lead's browser checks by opening its own.
/// </summary>
internal sealed class DeskKeyKeeping(CasesContext cases, CurrentWorld current, Sequencer sequencer)
{
    /// <summary>Keeps a new desk key.</summary>
    /// <returns>Why not; null when it is kept.</returns>
    public async Task<Refusal?> KeepAsync(MemberId lead, DeskOffer offer, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return Refusal.TrustMissing;
        if (!IsWellFormed(lead, offer, world))
            return Refusal.DeskMalformed;
        string week = offer.Week.ToString();
        if (await cases.DeskKeys.AnyAsync(k => k.Week == week, cancel))
            return Refusal.DeskExists;
        cases.DeskKeys.Add(new DeskKey { Week = week, Document = Text(offer.Document) });
        cases.DeskSeals.AddRange(offer.Seals.Select(seal =>
            new DeskSeal { Week = week, Member = MemberId.Parse(seal.Member), Sealed = seal.Sealed }));
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException)
        {
            // Another lead prepared the same week in the same moment.
            return Refusal.DeskExists;
        }

        await CompleteAsync(cancel);
        return null;
    }

    /// <summary>Adds a lead's signature to a line that another lead prepared.</summary>
    /// <returns>Why not; null when it is added, or was there.</returns>
    public async Task<Refusal?> CountersignAsync(MemberId lead, Week week, SignedDocument signed, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world || world.Find(lead) is not { } listed)
            return Refusal.TrustMissing;
        while (true)
        {
            try
            {
                if (await AddSignatureAsync(week.ToString(), signed, listed.Signer, world, cancel) is { } refusal)
                    return refusal;
                await CompleteAsync(cancel);
                return null;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Another lead's signature came in between; this one is added to it.
                cases.ChangeTracker.Clear();
            }
        }
    }

    private async Task<Refusal?> AddSignatureAsync(string week, SignedDocument signed, Signer signer, SignedWorld world, CancellationToken cancel)
    {
        var kept = await cases.DeskKeys.SingleOrDefaultAsync(k => k.Week == week, cancel);
        if (kept is null || !SignedDocument.TryParse(Encoding.UTF8.GetBytes(kept.Document), out var document))
            return Refusal.NotFound;
        if (document.Kind != signed.Kind || document.Body != signed.Body || !signed.IsSignedBy(signer))
            return Refusal.DeskMalformed;
        if (!IsComplete(document, world) && !document.IsSignedBy(signer))
        {
            kept.Document = Text(document.With(signed.Signatures.Single(s => s.Key.Equals(signer))));
            await cases.SaveChangesAsync(cancel);
        }

        return null;
    }

    /// <summary>Keeps shares for leads who came later than a key. A share that is there stays: its lead may rely on it.</summary>
    /// <returns>Why not; null when they are kept.</returns>
    public async Task<Refusal?> ShareAsync(MemberId lead, Week week, IReadOnlyList<OfferedSeal> seals, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return Refusal.TrustMissing;
        string name = week.ToString();
        var holders = await cases.DeskSeals.Where(s => s.Week == name).Select(s => s.Member).ToListAsync(cancel);
        if (!holders.Contains(lead))
            return Refusal.NotFound;
        var newLeads = LeadsOf(world).Except(holders).ToHashSet();
        bool wellFormed = seals.All(seal => MemberId.TryParse(seal.Member, out var member) && newLeads.Remove(member) && SealedSeed.IsOne(seal.Sealed));
        if (!wellFormed)
            return Refusal.DeskMalformed;
        cases.DeskSeals.AddRange(seals.Select(seal => new DeskSeal { Week = name, Member = MemberId.Parse(seal.Member), Sealed = seal.Sealed }));
        await cases.SaveChangesAsync(cancel);
        return null;
    }

    /// <summary>The leads of the signed directory.</summary>
    public static IEnumerable<MemberId> LeadsOf(SignedWorld world) =>
        world.Directory.Members.Where(member => member.Roles.Contains(Role.Lead)).Select(member => member.Id.As<SecureIntake.Cases.Staff.Member>());

    /// <summary>
    /// Logs every line that has enough signatures of today's leads and is not in the log as it stands: repeated, because a crash may come between
    /// the last signature and its entry, and a new policy may ask for other leads.
    /// </summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return;
        var weeks = DeskCalendar.WeeksFrom(current.Today).Select(week => week.ToString()).ToList();
        foreach (var key in await cases.DeskKeys.Where(k => weeks.Contains(k.Week)).ToListAsync(cancel))
        {
            if (!SignedDocument.TryParse(Encoding.UTF8.GetBytes(key.Document), out var document) || !IsComplete(document, world))
                continue;
            var published = new DocumentPublished(document.ForLog());
            byte[] digest = OutboxEntry.Of(Entry.Record(published).Bytes.ToArray()).Digest;
            if (key.Entry is not null && key.Entry.AsSpan().SequenceEqual(digest))
                continue;
            await sequencer.RecordAsync(published, cancel);
            key.Entry = digest;
            await cases.SaveChangesAsync(cancel);
        }
    }

    /// <summary>Whether enough leads of the policy signed.</summary>
    public static bool IsComplete(SignedDocument document, SignedWorld world) =>
        document.CountSignatures([.. world.Policy.Leads.Select(lead => lead.Signer)]) >= world.Policy.DeskSignatures;

    private bool IsWellFormed(MemberId lead, DeskOffer offer, SignedWorld world)
    {
        return offer.Document.TryRead<DeskLine>(out var line)
            && line.Week == offer.Week
            && DeskCalendar.WeeksFrom(current.Today).Contains(line.Week)
            && world.Find(lead) is { } listed
            && offer.Document.Signatures.Count == 1
            && offer.Document.IsSignedBy(listed.Signer)
            // A lead without a seal would be a lead who cannot open that week.
            && offer.Seals.Count == offer.Seals.DistinctBy(seal => seal.Member, StringComparer.Ordinal).Count()
            && offer.Seals.Select(seal => seal.Member).ToHashSet(StringComparer.Ordinal).SetEquals(LeadsOf(world).Select(member => member.Text))
            && offer.Seals.All(seal => SealedSeed.IsOne(seal.Sealed));
    }

    private static string Text(SignedDocument document) => Encoding.UTF8.GetString(document.ToJson());
}
