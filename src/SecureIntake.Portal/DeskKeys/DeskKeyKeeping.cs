using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.StaffKeys;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>
/// Keeps the desk keys that leads prepare, countersign and share. The portal sees lines and sealed seeds, never a seed. A line that has the
/// policy's number of signatures enters the outbox in the transaction of the last one; it is a desk line once the log holds it.
/// </summary>
internal sealed class DeskKeyKeeping(CasesContext cases, CurrentWorld current, DeskLeads leads, Sequencer sequencer, GateWeeks gateWeeks)
{
    /// <summary>Keeps new desk keys, all of them or none. A week that has one is made anew only as <see cref="DeskLeads.IsMadeAnew"/> says.</summary>
    /// <returns>Why not; null when they are kept.</returns>
    public async Task<Refusal?> KeepAsync(MemberId lead, IReadOnlyList<DeskOffer?> offers, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return Refusal.TrustMissing;
        if (Check(lead, offers, world) is { } refusal)
            return refusal;
        if (await KeptAsync(offers!, world, cancel) is not { } before)
            return Refusal.DeskExists;
        if (!await AreRecipientsFreshAsync(offers!, cancel))
            return Refusal.DeskRecipient;
        var entered = offers.Select(offer => Put(offer!, before, world)).ToList();
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException e)
        {
            if (current.HasChanged(e))
                return Refusal.TrustChanged;
            // Another lead prepared one of these weeks in the same moment.
            cases.ChangeTracker.Clear();
            if (await KeptAsync(offers!, world, cancel) is null)
                return Refusal.DeskExists;
            throw;
        }

        await AwaitLogAsync(entered, cancel);
        return null;
    }

    /// <summary>Adds a lead's signature to a line that another lead prepared.</summary>
    /// <param name="lead">Who is signed in.</param>
    /// <param name="week">The week.</param>
    /// <param name="signed">The kept line with the lead's signature on it; other signatures are not looked at.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Why not; null when it is added.</returns>
    public async Task<Refusal?> CountersignAsync(MemberId lead, Week week, SignedDocument signed, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return Refusal.TrustMissing;
        if (!DeskCalendar.Holds(week, current.Today))
            return Refusal.DeskWeek;
        if (world.DeskSignerOf(lead) is not { } signer || !signed.IsSignedBy(signer))
            return Refusal.DeskSigner;
        while (true)
        {
            try
            {
                var (entered, refusal) = await AddSignatureAsync(week.ToString(), signed, signer, world, cancel);
                if (refusal is null)
                    await AwaitLogAsync([entered], cancel);
                return refusal;
            }
            catch (DbUpdateConcurrencyException e)
            {
                if (current.HasChanged(e))
                    return Refusal.TrustChanged;
                // Another lead signed meanwhile: theirs stays, and this one goes onto the line that has it.
                cases.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Keeps shares for leads who came later than a key. A share that is there stays: its lead may rely on it.</summary>
    /// <returns>Why not; null when they are kept.</returns>
    public async Task<Refusal?> ShareAsync(MemberId lead, Week week, IReadOnlyList<OfferedSeal?> seals, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return Refusal.TrustMissing;
        string name = week.ToString();
        var holders = await HoldersAsync(name, cancel);
        if (!holders.Contains(lead))
            return Refusal.NotFound;
        var without = leads.Of(world).Select(member => member.Id.As<SecureIntake.Cases.Staff.Member>()).Except(holders).ToHashSet();
        if (!seals.All(seal => seal is not null && MemberId.TryParse(seal.Member, out var member) && without.Remove(member) && SealedSeed.IsOne(seal.Sealed)))
            return Refusal.DeskSeals;
        cases.DeskSeals.AddRange(seals.Select(seal => new DeskSeal { Week = name, Member = MemberId.Parse(seal!.Member), Sealed = seal.Sealed }));
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException)
        {
            // Another lead shared it with one of them in the same moment.
            if ((await HoldersAsync(name, cancel)).Count > holders.Count)
                return Refusal.DeskSeals;
            throw;
        }

        return null;
    }

    /// <summary>
    /// Enters the lines whose signatures were not enough when they were made and are enough now, since a new policy may ask for fewer or for
    /// other leads.
    /// </summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return;
        var weeks = DeskCalendar.WeeksFrom(current.Today).Select(week => week.ToString()).ToList();
        foreach (var key in await cases.DeskKeys.Where(k => weeks.Contains(k.Week)).ToListAsync(cancel))
        {
            if (!leads.IsMadeAnew(key, await HoldersAsync(key.Week, cancel), world))
                Enter(key, key.Line(), world);
        }

        await cases.SaveChangesAsync(cancel);
    }

    private Refusal? Check(MemberId lead, IReadOnlyList<DeskOffer?> offers, SignedWorld world)
    {
        foreach (var offer in offers)
        {
            if (offer is null)
                return Refusal.DeskMalformed;
            if (offer.Check(lead, world, leads, current.Today) is { } refusal)
                return refusal;
        }

        return offers.DistinctBy(offer => offer!.Week).Count() == offers.Count ? null : Refusal.DeskMalformed;
    }

    private byte[]? Put(DeskOffer offer, Kept before, SignedWorld world)
    {
        string week = offer.Week.ToString();
        var key = before.Keys.Find(kept => kept.Week == week);
        if (key is null)
            cases.DeskKeys.Add(key = new DeskKey { Week = week, Document = "" });
        (key.Document, key.Entry) = (KeptLines.Text(offer.Document), null);
        // Nobody has sealed to what these open: the line that was here never had signatures enough.
        var old = before.Seals.Where(seal => seal.Week == week).ToDictionary(seal => seal.Member);
        foreach (var seal in offer.Seals)
        {
            var member = MemberId.Parse(seal!.Member);
            if (old.Remove(member, out var kept))
                kept.Sealed = seal.Sealed;
            else
                cases.DeskSeals.Add(new DeskSeal { Week = week, Member = member, Sealed = seal.Sealed });
        }

        cases.DeskSeals.RemoveRange(old.Values);
        return Enter(key, offer.Document, world);
    }

    private async Task<(byte[]? Entered, Refusal? Refusal)> AddSignatureAsync(
        string week, SignedDocument signed, Signer signer, SignedWorld world, CancellationToken cancel)
    {
        if (await cases.DeskKeys.SingleOrDefaultAsync(k => k.Week == week, cancel) is not { } key)
            return (null, Refusal.NotFound);
        var line = key.Line();
        if (line.Kind != signed.Kind || line.Body != signed.Body)
            return (null, Refusal.DeskMalformed);
        if (world.IsDeskLine(line))
            return (null, Refusal.DeskReady);
        if (line.IsSignedBy(signer))
            return (null, Refusal.DeskSigned);
        // It is made anew, not finished.
        if (leads.IsMadeAnew(key, await HoldersAsync(week, cancel), world))
            return (null, Refusal.DeskAnew);
        line = line.With(signed.Signatures.Single(signature => signature.Key.Equals(signer)));
        key.Document = KeptLines.Text(line);
        byte[]? entered = Enter(key, line, world);
        await cases.SaveChangesAsync(cancel);
        return (entered, null);
    }

    // Gives a line that has enough signatures, and is not in the log as it stands, its entry in the outbox; the digest is what to wait for.
    private byte[]? Enter(DeskKey key, SignedDocument line, SignedWorld world)
    {
        if (!world.IsDeskLine(line))
            return null;
        var entry = OutboxEntry.Of(Entry.Record(new DocumentPublished(line.ForLog())).Bytes.ToArray());
        if (key.Entry is { } before && before.AsSpan().SequenceEqual(entry.Digest))
            return null;
        cases.Outbox.Add(entry);
        CurrentWorld.Hold(cases, world);
        return key.Entry = entry.Digest;
    }

    // The line is kept, whatever the log does: until it is there the page says "waits for the log", which is then so.
    private async Task AwaitLogAsync(IReadOnlyList<byte[]?> entered, CancellationToken cancel)
    {
        try
        {
            foreach (byte[] digest in entered.OfType<byte[]>())
                await sequencer.WaitAsync(digest, cancel);
            await gateWeeks.TryKeepAsync(cancel);
        }
        catch (LogAwayException)
        {
            // It enters as soon as the log can be written.
        }
    }

    private Task<List<MemberId>> HoldersAsync(string week, CancellationToken cancel) =>
        cases.DeskSeals.Where(s => s.Week == week).Select(s => s.Member).ToListAsync(cancel);

    // What there is of the weeks, where all of it may be made anew; null where a key of one stays.
    private async Task<Kept?> KeptAsync(IReadOnlyList<DeskOffer> offers, SignedWorld world, CancellationToken cancel)
    {
        var weeks = offers.Select(offer => offer.Week.ToString()).ToList();
        var keys = await cases.DeskKeys.Where(key => weeks.Contains(key.Week)).ToListAsync(cancel);
        var seals = await cases.DeskSeals.Where(seal => weeks.Contains(seal.Week)).ToListAsync(cancel);
        return keys.TrueForAll(key => leads.IsMadeAnew(key, seals.Where(seal => seal.Week == key.Week).Select(seal => seal.Member), world))
            ? new Kept(keys, seals) : null;
    }

    private sealed record Kept(List<DeskKey> Keys, List<DeskSeal> Seals);

    // One key for two weeks would not be gone when the first week's is destroyed.
    private async Task<bool> AreRecipientsFreshAsync(IReadOnlyList<DeskOffer> offers, CancellationToken cancel)
    {
        var kept = await cases.DeskKeys.AsNoTracking().ToListAsync(cancel);
        var recipients = kept.Select(key => key.Line()).Concat(offers.Select(offer => offer.Document))
            .Select(document => document.TryRead<DeskLine>(out var line) ? line.Recipient : null).ToList();
        return recipients.Distinct().Count() == recipients.Count;
    }
}
