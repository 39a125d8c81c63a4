using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Staff;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using Member = SecureIntake.Cases.Staff.Member;

namespace SecureIntake.Portal.StaffKeys;

/// <summary>A member's own key: made in their browser, kept here sealed, handed to nobody else.</summary>
internal static class StaffKeyRoutes
{
    /// <param name="Recipient"><c>age1pq1…</c></param>
    /// <param name="Signer">Ed25519 public key.</param>
    /// <param name="SealedPrf">The seed sealed to the passkey's PRF output.</param>
    /// <param name="SealedPassphrase">The seed sealed to the passphrase.</param>
    internal sealed record StaffKeyOffer(string Recipient, string Signer, byte[]? SealedPrf = null, byte[]? SealedPassphrase = null);

    /// <param name="Member">The member's id.</param>
    /// <param name="Pseudonym">What colleagues call them.</param>
    /// <param name="Key">The key; null until it is made.</param>
    /// <param name="Passkeys">Credential ids in base64url, for the ceremony that unseals.</param>
    /// <param name="Salt">The passphrase's salt; null without one.</param>
    internal sealed record OwnKey(string Member, string Pseudonym, StaffKeyOffer? Key, IReadOnlyList<string> Passkeys, byte[]? Salt);

    public static void AddStaffKeys(this IServiceCollection services) => services.AddScoped<StaffKeyMaking>();

    public static void MapStaffKeys(this IEndpointRouteBuilder app)
    {
        app.MapGet("/staff-key", GetAsync).Requires(Capability.OwnAccount);
        app.MapPut("/staff-key", PutAsync).Requires(Capability.OwnAccount);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, StaffContext staff, UserManager<StaffMember> members, CancellationToken cancel)
    {
        var id = context.User.Member();
        var member = await members.FindByIdAsync(id.Text);
        if (member is null)
            return Refusal.NotFound;
        var key = await staff.StaffKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Member == id, cancel);
        var passkeys = await members.GetPasskeysAsync(member);
        return TypedResults.Ok(new OwnKey(
            id.Text,
            member.UserName!,
            key is null ? null : new StaffKeyOffer(key.Recipient, key.Signer, key.SealedPrf, key.SealedPassphrase),
            [.. passkeys.Select(passkey => System.Buffers.Text.Base64Url.EncodeToString(passkey.CredentialId))],
            member.PassphraseSalt));
    }

    private static async Task<IResult> PutAsync(
        StaffKeyOffer offer, HttpContext context, StaffKeyMaking making, CancellationToken cancel)
    {
        bool wellFormed = HybridRecipient.TryParse(offer.Recipient, out _) && Signer.TryParse(offer.Signer, out _)
            && (offer.SealedPrf ?? offer.SealedPassphrase) is not null
            && (offer.SealedPrf is null || SealedSeed.IsOne(offer.SealedPrf))
            && (offer.SealedPassphrase is null || SealedSeed.IsOne(offer.SealedPassphrase));
        if (!wellFormed)
            return Refusal.StaffKeyMalformed;
        return await making.KeepAsync(context.User.Member(), offer, cancel) is { } refusal ? refusal : TypedResults.NoContent();
    }
}
