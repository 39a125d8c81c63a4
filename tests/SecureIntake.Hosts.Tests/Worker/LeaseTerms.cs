using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>The terms of a lease; tests change one of them.</summary>
internal sealed record LeaseTerms
{
    public required OpaqueId Case { get; init; }
    public required SigningKey Signer { get; init; }
    public required OpaqueId Run { get; init; }
    public required HybridRecipient Recipient { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public required IReadOnlyList<Reader> Readers { get; init; }
    public SignedDocument? LoggedInstead { get; init; }
    public int WithheldGrants { get; init; }
    public Func<GrantDocument, GrantDocument> ChangeGrant { get; init; } = grant => grant;
    public Func<SigningKey, SigningKey> GrantSigner { get; init; } = lead => lead;
}
