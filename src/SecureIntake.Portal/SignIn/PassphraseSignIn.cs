using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SecureIntake.Cases.Storage;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.SignIn;

/// <summary>Signs in with what the browser derived from a passphrase, and a one-time code.</summary>
internal static class PassphraseSignIn
{
    internal sealed record SaltRequest(string Pseudonym);

    internal sealed record SaltAnswer(byte[] Salt);

    internal sealed record SignInRequest(string Pseudonym, string Secret, string Code);

    /// <summary>
    /// Answers the salt of a pseudonym. For a pseudonym that nobody has, or that signs in with a passkey, it is a made-up one that stays the
    /// same, so that the answer tells nothing about who is a member.
    /// </summary>
    public static async Task<IResult> SaltAsync(SaltRequest request, UserManager<StaffMember> members, DecoySalts decoys)
    {
        var member = await FindAsync(request.Pseudonym, members);
        return TypedResults.Ok(new SaltAnswer(member?.PassphraseSalt ?? decoys.For(request.Pseudonym)));
    }

    /// <summary>Checks secret and code. Which of them was wrong is not said; ten wrong tries let the account rest for five minutes.</summary>
    public static async Task<IResult> SignInAsync(
        SignInRequest request, SignInManager<StaffMember> signIn, OneTimeCodes codes, Session session, HttpContext context)
    {
        var members = signIn.UserManager;
        var member = await FindAsync(request.Pseudonym, members);
        if (member?.CodeSeed is null)
        {
            // As slow as checking a secret, so that the time does not tell whether there is such a member.
            members.PasswordHasher.HashPassword(new StaffMember(), request.Secret);
            return Refusal.SignInRefused;
        }

        if (await members.IsLockedOutAsync(member))
            return Refusal.SignInResting;
        bool right = await members.CheckPasswordAsync(member, request.Secret);
        if (!codes.Accepts(member.CodeSeed, request.Code, member.LastCodeStep, out long step) || !right)
        {
            await members.AccessFailedAsync(member);
            return Refusal.SignInRefused;
        }

        member.LastCodeStep = step;
        await members.ResetAccessFailedCountAsync(member);
        // A failed update means that the same code was used by another request at the same moment.
        if (!(await members.UpdateAsync(member)).Succeeded)
            return Refusal.SignInRefused;
        return await session.BeginAsync(member, context);
    }

    private static async Task<StaffMember?> FindAsync(string pseudonym, UserManager<StaffMember> members) =>
        Pseudonym.IsOne(pseudonym) ? await members.FindByNameAsync(pseudonym) : null;
}

/// <summary>Salts for pseudonyms that have none: HMAC of the pseudonym under a key of this installation.</summary>
internal sealed class DecoySalts(IOptions<StorageOptions> storage, RandomNumberGenerator random)
{
    private readonly Lazy<byte[]> _key = new(() =>
        SecretFile.ReadOrCreate(Path.Combine(storage.Value.Folder, "portal-keys", "decoy.key"), size: 32, random));

    public byte[] For(string pseudonym) =>
        HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(pseudonym))[..Enrolment.PassphraseEnrolment.SaltSize];
}
