using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SecureIntake.Sealing.Documents;

/// <summary>What a client fetches before it seals: the root's policy and the week's desk line.</summary>
public sealed record OrganisationCard(SignedDocument Policy, SignedDocument Desk)
{
    /// <summary>Reads a card. It says nothing about who signed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out OrganisationCard? card)
    {
        card = StrictJson.Read(json, StrictJson.Types.OrganisationCard);
        if (card is { Policy.IsSound: true, Desk.IsSound: true }) return true;
        card = null;
        return false;
    }

    /// <summary>The card as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Types.OrganisationCard);

    /// <summary>Checks all that FORMAT.md §4 asks before a client may seal.</summary>
    /// <param name="rootFingerprint">The pinned fingerprint, lower-case hex.</param>
    /// <param name="today">The day, UTC.</param>
    /// <param name="verified">What the client may rely on.</param>
    /// <param name="why">The first rule that was broken.</param>
    public bool TryVerify(string rootFingerprint, DateOnly today, [NotNullWhen(true)] out VerifiedCard? verified, out CardFailure why)
    {
        why = Verify(rootFingerprint, today, out verified);
        return why == CardFailure.None;
    }

    private CardFailure Verify(string rootFingerprint, DateOnly today, out VerifiedCard? verified)
    {
        verified = null;
        // The body is read before its signature is checked only because it names the root, which the fingerprint then decides.
        if (!Policy.TryRead<PolicyDocument>(out var policy)) return CardFailure.Malformed;
        if (!string.Equals(policy.Root.Fingerprint, rootFingerprint, StringComparison.Ordinal)) return CardFailure.WrongRoot;
        if (!policy.Root.Signed(Policy)) return CardFailure.PolicyNotSigned;
        if (!policy.HoldsOn(today)) return CardFailure.NotCurrent;

        if (Desk.CountSignatures([.. policy.Leads.Select(lead => lead.Signer)]) < policy.DeskSignatures) return CardFailure.DeskNotSigned;
        if (!Desk.TryRead<DeskLine>(out var desk)) return CardFailure.Malformed;
        if (!DeskLine.IsOpenOn(desk.Week, today)) return CardFailure.DeskTooOld;
        verified = new VerifiedCard(policy, desk);
        return CardFailure.None;
    }
}

/// <summary>A card whose every signature and date was checked against the pinned root.</summary>
public sealed class VerifiedCard
{
    internal VerifiedCard(PolicyDocument policy, DeskLine desk) => (Policy, Desk) = (policy, desk);

    /// <summary>The root's policy.</summary>
    public PolicyDocument Policy { get; }

    /// <summary>The week's desk line.</summary>
    public DeskLine Desk { get; }
}
