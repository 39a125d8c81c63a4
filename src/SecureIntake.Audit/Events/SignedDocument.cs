using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>
/// A signed document as an entry carries it (<c>SecureIntake.Sealing/FORMAT.md</c> §4): each signature is Ed25519 over
/// <c>secureintake/KIND</c> LF BODY. Audit reads it on its own, so that a verifier of the log needs nothing else.
/// </summary>
/// <param name="Kind"><c>policy/v1</c>, <c>roster/v1</c> or <c>desk/v1</c>.</param>
/// <param name="Body">JSON as text, signed as it stands.</param>
/// <param name="Signatures">At most one a key.</param>
public sealed record SignedDocument(string Kind, string Body, IReadOnlyList<DocumentSignature> Signatures)
{
    private const int MaxBody = 48 * 1024;

    /// <summary>SHA-256 of the body.</summary>
    public Bytes32 BodyDigest => new(SHA256.HashData(Encoding.UTF8.GetBytes(Body)));

    /// <summary>How many of <paramref name="keys"/> validly signed.</summary>
    internal int CountSignatures(IEnumerable<Bytes32> keys)
    {
        var allowed = keys.ToHashSet();
        var message = Encoding.UTF8.GetBytes($"secureintake/{Kind}\n{Body}");
        return Signatures.Count(s => allowed.Contains(s.Key) && Ed25519Check.Verifies(s.Key, message, s.Signature.Span));
    }

    internal JsonObject ToJson() => new()
    {
        ["kind"] = Kind,
        ["body"] = Body,
        ["signatures"] = new JsonArray([.. Signatures.Select(s => new JsonObject
        {
            ["key"] = s.Key.ToString(),
            ["signature"] = Convert.ToBase64String(s.Signature.Span),
        })]),
    };

    internal static SignedDocument Read(Members members, string kind)
    {
        members.Fixed("kind", kind);
        var body = members.Text("body", MaxBody);
        var signatures = members.Objects("signatures", 1, s => new DocumentSignature(s.Bytes32("key"), s.Bytes("signature", 64)));
        members.Require(signatures.DistinctBy(s => s.Key).Count() == signatures.Count);
        return new SignedDocument(kind, body, signatures);
    }
}

/// <summary>One signature of a document.</summary>
/// <param name="Key">Ed25519 public key.</param>
/// <param name="Signature">64 bytes.</param>
public sealed record DocumentSignature(Bytes32 Key, ReadOnlyMemory<byte> Signature);
