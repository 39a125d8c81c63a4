using SecureIntake.Portal.Access;
using SecureIntake.Portal.SignIn;

namespace SecureIntake.Portal.Enrolment;

/// <summary>
/// Enrols with a passphrase and one-time codes, for browsers without passkeys (Tor Browser). The passphrase itself never arrives: the browser
/// derives a sign-in secret from it (Sealing/FORMAT.md §3).
/// </summary>
internal static class PassphraseEnrolment
{
    /// <summary>Bytes of the Argon2id salt.</summary>
    public const int SaltSize = 16;

    /// <summary>Characters of the sign-in secret: 32 bytes in base64.</summary>
    private const int SecretLength = 44;

    internal sealed record CodeRequest(string Token, string Pseudonym);

    /// <param name="Pending">The protected seed, to be sent back; the portal keeps nothing until the code is proven.</param>
    /// <param name="Seed">The seed in base32, for typing.</param>
    /// <param name="Svg">The same as a QR code.</param>
    internal sealed record CodeOffer(byte[] Pending, string Seed, string Svg);

    internal sealed record PassphraseRequest(string Token, string Pseudonym, byte[] Salt, string Secret, byte[] Pending, string Code);

    /// <summary>Offers a seed for one-time codes.</summary>
    public static async Task<IResult> OfferCodeAsync(CodeRequest request, Enrolling enrolling, OneTimeCodes codes, CancellationToken cancel)
    {
        var candidate = await enrolling.CandidateAsync(request.Token, request.Pseudonym, cancel);
        if (!candidate.Accepted)
            return candidate.Refusal;
        byte[] pending = codes.NewSeed();
        var (seed, svg) = codes.Show(pending, candidate.Member.UserName!);
        return TypedResults.Ok(new CodeOffer(pending, seed, svg));
    }

    /// <summary>Takes the sign-in secret and a first code, makes the member and begins the session.</summary>
    public static async Task<IResult> EnrolAsync(
        PassphraseRequest request, Enrolling enrolling, OneTimeCodes codes, Session session, HttpContext context, CancellationToken cancel)
    {
        var candidate = await enrolling.CandidateAsync(request.Token, request.Pseudonym, cancel);
        if (!candidate.Accepted)
            return candidate.Refusal;
        if (request.Salt.Length != SaltSize || request.Secret.Length != SecretLength)
            return Refusal.RequestMalformed;
        if (!codes.Accepts(request.Pending, request.Code, lastStep: 0, out long step))
            return Refusal.CodeWrong;
        var member = candidate.Member;
        (member.PassphraseSalt, member.CodeSeed, member.LastCodeStep) = (request.Salt, request.Pending, step);
        bool enrolled = await enrolling.EnrolAsync(
            candidate, async members => (await members.AddPasswordAsync(member, request.Secret)).Succeeded, cancel);
        return enrolled ? await session.BeginAsync(member, context) : Refusal.InvitationOver;
    }
}
