using System.Text.Json.Serialization.Metadata;

namespace SecureIntake.Sealing.Documents;

/// <summary>The public face of the directory: which key signs for which pseudonymous id. Signed by the root, carried by the log.</summary>
/// <param name="V">1.</param>
/// <param name="Policy">Body digest of the policy: an older one, which may ask for fewer witnesses, does not go with a newer directory.</param>
/// <param name="Directory">Body digest of the directory.</param>
/// <param name="Signers">Members and their keys, without roles.</param>
/// <param name="Benches">Benches and their keys.</param>
/// <param name="Issued">First day it holds.</param>
/// <param name="Expires">Last day it holds.</param>
public sealed record RosterDocument(
    int V, Bytes32 Policy, Bytes32 Directory, IReadOnlyList<MemberSigner> Signers, IReadOnlyList<BenchSigner> Benches,
    DateOnly Issued, DateOnly Expires) : IDocumentBody<RosterDocument>
{
    public static string Kind => "roster/v1";
    public static JsonTypeInfo<RosterDocument> Json => StrictJson.Types.RosterDocument;

    bool IDocumentBody<RosterDocument>.IsSound => V == 1
        && Signers.Distinct(signer => signer.Member)
        && Benches.Distinct(bench => bench.Bench)
        && Signers.Select(signer => signer.Signer).Concat(Benches.Select(bench => bench.Signer)).ToArray().Distinct(signer => signer)
        && Rules.IsLifetime(Issued, Expires);

    /// <summary>Whether it holds on this day.</summary>
    public bool HoldsOn(DateOnly day) => day >= Issued && day <= Expires;
}
