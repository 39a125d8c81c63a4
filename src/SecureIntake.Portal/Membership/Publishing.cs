using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Portal.Membership;

/// <summary>
/// Publishes what the root signed, once the log would take it. Documents and entries are saved as one: from then on nothing that was checked against
/// the documents before them is taken (<see cref="RosterInForce"/>), and whatever is signed under them enters the log behind them
/// (<see cref="Admission"/>).
/// </summary>
internal sealed class Publishing(
    CasesContext cases, CurrentWorld current, Roll roll, LogOfOrganisation log, Sequencer sequencer, GateWeeks gateWeeks, LockdownHerald herald)
{
    /// <summary>Checks a publication against the pinned root, the log and what is enrolled here, logs it and puts it in force.</summary>
    /// <returns>Why not; null when it is in force.</returns>
    public async Task<Refusal?> PublishAsync(RootPublication publication, CancellationToken cancel)
    {
        if (current.RootFingerprint is not { } root)
            return Refusal.RootMissing;
        if (!SignedWorld.TryVerify(publication, root, current.Today, out var world, out var why))
            return Refusal.Publication(why);
        if (world.Policy.Log != log.Key.ToString())
            return Refusal.PublicationLog;
        // Read before the rest is checked, and saved with what was read: whoever publishes in between, this one does not replace theirs.
        var before = await cases.Publications.ToDictionaryAsync(p => p.Kind, StringComparer.Ordinal, cancel);
        var texts = before.Values.Select(row => row.Document).ToHashSet(StringComparer.Ordinal);
        var entries = new[] { publication.Policy, publication.Roster }.Select(document => document.ToEntry()).OfType<OutboxEntry>().ToList();
        if (IsEarlier(world, before) || await WasReplacedAsync([publication.Policy, publication.Roster], cancel))
            return Refusal.PublicationOlder;
        if (entries.Count < Admission.OfTheRoot.Length || !sequencer.WouldTake(entries))
            return Refusal.PublicationUnfit;
        if (!await FitsRollAsync(world, cancel))
            return Refusal.PublicationMembers;
        if (await EnterAsync(entries, cancel) is { } refusal)
            return refusal;
        Keep([publication.Policy, publication.Directory, publication.Roster], before);
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException) when (!texts.SetEquals(cases.Publications.AsNoTracking().Select(p => p.Document).ToList()))
        {
            // Another publication came in the same moment.
            current.Forget();
            return Refusal.PublicationOlder;
        }

        current.Forget();
        foreach (var entry in entries)
            await sequencer.WaitAsync(entry.Digest, cancel);
        // A gate that is listed anew has given no week a key, and without it no card is offered.
        await gateWeeks.TryKeepAsync(cancel);
        // Whoever was struck is struck at every gate, also at one that is not asked for a while.
        await herald.TellAsync(ask: true, cancel);
        return null;
    }

    private static bool IsEarlier(SignedWorld world, Dictionary<string, Publication> before) =>
        before.TryGetValue(PolicyDocument.Kind, out var row)
        && SignedDocument.TryParse(Encoding.UTF8.GetBytes(row.Document), out var signed)
        && signed.TryRead<PolicyDocument>(out var policy)
        && world.Policy.Issued < policy.Issued;

    // Of one day there may be several. One that was in force and then another: for the log the newest entry counts, and that is the other's.
    // By their bodies: whoever adds a signature of their own to it makes no other document. The log refuses it as well; here it gets its own words.
    private async Task<bool> WasReplacedAsync(IReadOnlyList<SignedDocument> documents, CancellationToken cancel)
    {
        foreach (var document in documents)
        {
            var logged = await cases.Outbox.Where(e => e.Type == document.Kind && e.Index != null)
                .OrderByDescending(e => e.Index).Select(e => e.Entry).ToListAsync(cancel);
            var bodies = logged.ConvertAll(bytes => Entry.TryParse(bytes, out var entry) && entry.Act is DocumentPublished published ? published.Document.Body : "");
            if (bodies.Count > 0 && bodies[0] != document.Body && bodies.Contains(document.Body))
                return true;
        }

        return false;
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

    private async Task<Refusal?> EnterAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancel)
    {
        // One after the other: which of two that wait is the newer one, the log could not tell.
        if (await cases.Outbox.AnyAsync(e => e.Index == null && !e.Refused && Admission.OfTheRoot.Contains(e.Type), cancel))
            return Refusal.LogAway;
        foreach (var entry in entries)
        {
            switch (await cases.Outbox.AsNoTracking().SingleOrDefaultAsync(e => e.Digest == entry.Digest, cancel))
            {
                case null: cases.Outbox.Add(entry); break;
                // What the log refused once it never takes.
                case { Refused: true }: return Refusal.PublicationUnfit;
            }
        }

        return null;
    }

    private void Keep(IEnumerable<SignedDocument> documents, Dictionary<string, Publication> before)
    {
        foreach (var document in documents)
        {
            string json = Encoding.UTF8.GetString(document.ToJson());
            if (!before.TryGetValue(document.Kind, out var row))
            {
                cases.Publications.Add(new Publication { Kind = document.Kind, Document = json });
                continue;
            }

            row.Document = json;
            // The same text again is written too: if the row has another by now, saving must fail.
            cases.Entry(row).Property(kept => kept.Document).IsModified = true;
        }
    }
}
