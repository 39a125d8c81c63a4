using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Portal.Membership;

/// <summary>
/// Publishes what the root signed. Documents and entries are saved as one: from then on nothing that was checked against the documents before them is
/// taken (<see cref="RosterInForce"/>), and whatever is signed under them enters the log behind them (<see cref="Admission"/>).
/// </summary>
internal sealed class Publishing(CasesContext cases, CurrentWorld current, Roll roll, LogOfOrganisation log, Sequencer sequencer)
{
    /// <summary>Checks a publication against the pinned root and against what is enrolled here, logs it and puts it in force.</summary>
    /// <returns>Why not; null when it is in force.</returns>
    public async Task<Refusal?> PublishAsync(RootPublication publication, CancellationToken cancel)
    {
        if (current.RootFingerprint is not { } root)
            return Refusal.RootMissing;
        if (!SignedWorld.TryVerify(publication, root, current.Today, out var world, out var why))
            return Refusal.Publication(why);
        if (world.Policy.Log != log.Key.ToString())
            return Refusal.PublicationLog;
        if (await IsOlderAsync(world, cancel))
            return Refusal.PublicationOlder;
        if (!await FitsRollAsync(world, cancel))
            return Refusal.PublicationMembers;

        var entries = new[] { publication.Policy, publication.Roster }
            .Select(document => OutboxEntry.Of(Entry.Record(new DocumentPublished(document.ForLog())).Bytes.ToArray())).ToList();
        // One after the other: which of two that wait is the newer one, the log could not tell.
        if (await cases.Outbox.AnyAsync(e => e.Index == null && !e.Refused && Admission.OfTheRoot.Contains(e.Type), cancel))
            return Refusal.LogAway;
        foreach (var entry in entries)
        {
            if (!await cases.Outbox.AnyAsync(e => e.Digest == entry.Digest, cancel))
                cases.Outbox.Add(entry);
        }

        await KeepAsync([publication.Policy, publication.Directory, publication.Roster], cancel);
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException) when (cases.Publications.AsNoTracking().Any(p => p.Kind == RosterDocument.Kind))
        {
            // Another publication came in the same moment.
            current.Forget();
            return Refusal.PublicationOlder;
        }

        current.Forget();
        foreach (var entry in entries)
            await sequencer.WaitAsync(entry.Digest, cancel);
        return null;
    }

    // By its date; or it was in force before, so that the log, where the newest counts, would say otherwise than the portal.
    private async Task<bool> IsOlderAsync(SignedWorld world, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is { } before && world.Policy.Issued < before.Policy.Issued)
            return true;
        return await WasReplacedAsync(world.Signed.Policy, cancel) || await WasReplacedAsync(world.Signed.Roster, cancel);
    }

    private async Task<bool> WasReplacedAsync(SignedDocument document, CancellationToken cancel)
    {
        byte[] digest = OutboxEntry.Of(Entry.Record(new DocumentPublished(document.ForLog())).Bytes.ToArray()).Digest;
        var logged = await cases.Outbox.Where(e => e.Type == document.Kind && e.Index != null)
            .OrderByDescending(e => e.Index).Select(e => e.Digest).ToListAsync(cancel);
        return logged.Skip(1).Any(older => older.AsSpan().SequenceEqual(digest));
    }

    // The root may leave a member out. It cannot know one whom nobody enrolled here, nor a key that is not theirs: one of the two was deceived.
    private async Task<bool> FitsRollAsync(SignedWorld world, CancellationToken cancel)
    {
        var enrolled = (await roll.MembersAsync(cancel)).Where(line => line.Keys is not null).ToDictionary(line => line.Id.AsOpaque());
        return world.Directory.Members.All(member =>
            enrolled.TryGetValue(member.Id, out var line)
            && line.Keys!.Recipient.Equals(member.Recipient)
            && line.Keys.Signer.Equals(member.Signer)
            && member.Roles.All(line.Roles.Contains));
    }

    private async Task KeepAsync(IReadOnlyList<SignedDocument> documents, CancellationToken cancel)
    {
        foreach (var document in documents)
        {
            string json = Encoding.UTF8.GetString(document.ToJson());
            if (await cases.Publications.SingleOrDefaultAsync(p => p.Kind == document.Kind, cancel) is { } kept)
                kept.Document = json;
            else
                cases.Publications.Add(new Publication { Kind = document.Kind, Document = json });
        }
    }
}
