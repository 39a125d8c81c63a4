using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.Trust;
using Member = SecureIntake.Cases.Staff.Member;

namespace SecureIntake.Portal.StaffKeys;

/// <summary>Keeps a new staff key, after the log has its <c>enrol/v1</c>.</summary>
internal sealed class StaffKeyMaking(StaffContext staff, Sequencer sequencer)
{
    /// <summary>
    /// Keeps the key, or adds the second way to unseal it. A key is never exchanged here: colleagues have compared it and the root has signed
    /// it. Whoever lost it is invited anew.
    /// </summary>
    /// <returns>Why not; null when it is kept.</returns>
    public async Task<Refusal?> KeepAsync(Id<Member> member, StaffKeyRoutes.StaffKeyOffer offer, CancellationToken cancel)
    {
        var kept = await staff.StaffKeys.SingleOrDefaultAsync(k => k.Member == member, cancel);
        if (kept is null)
            return await KeepFirstAsync(member, offer, cancel);
        if (kept.Recipient != offer.Recipient || kept.Signer != offer.Signer)
            return Refusal.StaffKeyFixed;
        kept.SealedPrf ??= offer.SealedPrf;
        kept.SealedPassphrase ??= offer.SealedPassphrase;
        await staff.SaveChangesAsync(cancel);
        return null;
    }

    private async Task<Refusal?> KeepFirstAsync(Id<Member> member, StaffKeyRoutes.StaffKeyOffer offer, CancellationToken cancel)
    {
        // Two members with one signer would be one member in the log.
        if (await staff.StaffKeys.AnyAsync(k => k.Signer == offer.Signer, cancel))
            return Refusal.StaffKeyFixed;
        if (!Bytes32.TryParse(offer.Signer, out var signer))
            throw new CryptographicException("A signer that was parsed before does not parse.");
        await sequencer.RecordAsync(new MemberEnrolled(member.AsLogId(), signer), cancel);
        staff.StaffKeys.Add(new StaffKeyRecord
        {
            Member = member,
            Recipient = offer.Recipient,
            Signer = offer.Signer,
            SealedPrf = offer.SealedPrf,
            SealedPassphrase = offer.SealedPassphrase,
        });
        await staff.SaveChangesAsync(cancel);
        return null;
    }
}
