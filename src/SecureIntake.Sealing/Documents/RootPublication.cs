using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SecureIntake.Sealing.Documents;

/// <summary>What the root signed in one ceremony: policy, directory and roster, which agree with each other.</summary>
public sealed record RootPublication(SignedDocument Policy, SignedDocument Directory, SignedDocument Roster)
{
    /// <summary>Reads a publication. It says nothing about who signed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out RootPublication? publication)
    {
        publication = StrictJson.Read(json, StrictJson.Types.RootPublication);
        if (publication is { Policy.IsSound: true, Directory.IsSound: true, Roster.IsSound: true }) return true;
        publication = null;
        return false;
    }

    /// <summary>The publication as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Types.RootPublication);

    /// <summary>The same publication with each document changed alike, for example signed by one more key.</summary>
    public RootPublication Map(Func<SignedDocument, SignedDocument> change) => new(change(Policy), change(Directory), change(Roster));

    /// <summary>Checks signatures, dates and that the three documents tell the same.</summary>
    /// <param name="rootFingerprint">The pinned fingerprint, lower-case hex.</param>
    /// <param name="today">The day, UTC.</param>
    /// <param name="verified">The bodies.</param>
    /// <param name="why">The first rule that was broken.</param>
    public bool TryVerify(string rootFingerprint, DateOnly today, [NotNullWhen(true)] out VerifiedPublication? verified, out PublicationFailure why)
    {
        why = Verify(rootFingerprint, today, out var read);
        verified = why == PublicationFailure.None ? read : null;
        return verified is not null;
    }

    /// <summary>Reads the three bodies if they are sound and agree; signatures and dates are another matter.</summary>
    internal bool TryRead([NotNullWhen(true)] out VerifiedPublication? bodies)
    {
        bodies = Policy.TryRead<PolicyDocument>(out var policy)
            && Directory.TryRead<DirectoryDocument>(out var directory)
            && Roster.TryRead<RosterDocument>(out var roster)
            && roster.Policy.Equals(Policy.BodyDigest)
            && roster.Directory.Equals(Directory.BodyDigest)
            && Same(roster.Signers, directory.Members.Select(member => new MemberSigner(member.Id, member.Signer)))
            && Same(roster.Benches, directory.Benches)
            && Same(policy.Leads, directory.Members.Where(member => member.Roles.Contains(Role.Lead)).Select(lead => new MemberSigner(lead.Id, lead.Signer)))
            ? new VerifiedPublication(policy, directory, roster)
            : null;
        return bodies is not null;
    }

    private PublicationFailure Verify(string rootFingerprint, DateOnly today, out VerifiedPublication? bodies)
    {
        if (!TryRead(out bodies)) return PublicationFailure.Malformed;
        var root = bodies.Policy.Root;
        if (!string.Equals(root.Fingerprint, rootFingerprint, StringComparison.Ordinal)) return PublicationFailure.WrongRoot;
        if (!root.Signed(Policy) || !root.Signed(Directory) || !root.Signed(Roster)) return PublicationFailure.NotSigned;
        return bodies.Policy.HoldsOn(today) && bodies.Directory.HoldsOn(today) && bodies.Roster.HoldsOn(today)
            ? PublicationFailure.None
            : PublicationFailure.NotCurrent;
    }

    private static bool Same<T>(IEnumerable<T> left, IEnumerable<T> right) => left.ToHashSet().SetEquals(right);
}

/// <summary>The three bodies of a publication that agree with each other.</summary>
public sealed class VerifiedPublication
{
    internal VerifiedPublication(PolicyDocument policy, DirectoryDocument directory, RosterDocument roster) =>
        (Policy, Directory, Roster) = (policy, directory, roster);

    /// <summary>What sources' clients must know.</summary>
    public PolicyDocument Policy { get; }

    /// <summary>Who the members are.</summary>
    public DirectoryDocument Directory { get; }

    /// <summary>What the log shows of them.</summary>
    public RosterDocument Roster { get; }
}

/// <summary>Why a publication is refused. In the order in which it is checked.</summary>
public enum PublicationFailure
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>A document is missing, not of its kind, not sound, or does not agree with the others.</summary>
    Malformed,

    /// <summary>Signed under another root than the pinned one.</summary>
    WrongRoot,

    /// <summary>Fewer valid signatures than the root's threshold on one of the documents.</summary>
    NotSigned,

    /// <summary>Today is before the first day or after the last.</summary>
    NotCurrent,
}
