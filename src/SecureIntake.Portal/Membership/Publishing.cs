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

/// <summary>Publishes what the root signed: first into the log, then to everyone who works by it.</summary>
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

        // Policy before roster: who reads the log from its beginning needs the root that the policy carries.
        await sequencer.RecordAsync(new DocumentPublished(publication.Policy.ForLog()), cancel);
        await sequencer.RecordAsync(new DocumentPublished(publication.Roster.ForLog()), cancel);
        await KeepAsync([publication.Policy, publication.Directory, publication.Roster], cancel);
        current.Forget();
        return null;
    }

    // By its date; or it was in force before, so that the log, where the newest roster counts, would say otherwise than the portal.
    private async Task<bool> IsOlderAsync(SignedWorld world, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is { } before && world.Policy.Issued < before.Policy.Issued)
            return true;
        byte[] digest = OutboxEntry.Of(Entry.Record(new DocumentPublished(world.Signed.Roster.ForLog())).Bytes.ToArray()).Digest;
        var logged = await cases.Outbox.Where(e => e.Type == RosterDocument.Kind && e.Index != null)
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

        await cases.SaveChangesAsync(cancel);
    }
}
