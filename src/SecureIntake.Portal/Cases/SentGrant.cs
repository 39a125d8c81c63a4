using System.Text;
using System.Text.Json;
using SecureIntake.Portal.Log;

namespace SecureIntake.Portal.Cases;

/// <summary>A grant as a browser sends it.</summary>
/// <param name="Document">The signed <c>grant/v1</c> document.</param>
/// <param name="Header">The re-addressed header, held by the gate's key of the case.</param>
internal sealed record SentGrant(JsonElement Document, byte[] Header)
{
    /// <summary>The document as it came.</summary>
    public byte[] Json => Encoding.UTF8.GetBytes(Document.GetRawText());
}

/// <summary>A signed opening with the one-time key whose digest it names.</summary>
internal sealed record OpeningBody(JsonElement Act, string Key, string Signature, string Recipient)
{
    public ActEnvelope ToEnvelope() => new(Act, Key, Signature);
}

/// <summary>A signed act with the grants that it names by digest.</summary>
internal sealed record GrantingBody(JsonElement Act, string Key, string Signature, IReadOnlyList<SentGrant> Grants)
{
    public ActEnvelope ToEnvelope() => new(Act, Key, Signature);
}

/// <summary>The same for what was keyed in: the part's payload comes along.</summary>
internal sealed record KeyedBody(JsonElement Act, string Key, string Signature, IReadOnlyList<SentGrant> Grants, byte[] Payload)
{
    public ActEnvelope ToEnvelope() => new(Act, Key, Signature);
}

/// <summary>The same for a lease, with the signed <c>lease/v1</c> document.</summary>
internal sealed record LeaseBody(JsonElement Act, string Key, string Signature, IReadOnlyList<SentGrant> Grants, JsonElement Lease)
{
    public ActEnvelope ToEnvelope() => new(Act, Key, Signature);
}
