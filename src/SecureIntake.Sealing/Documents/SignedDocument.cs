using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SecureIntake.Sealing.Documents;

/// <summary>The envelope of everything signed (FORMAT.md §4). The body is signed as it stands, so nothing is canonicalised.</summary>
/// <example><c>{ "kind": "desk/v1", "body": "{\"v\":1,…}", "signatures": [{ "key": "B64", "signature": "B64" }] }</c></example>
public sealed record SignedDocument
{
    [JsonConstructor]
    internal SignedDocument(string kind, string body, IReadOnlyList<DocumentSignature> signatures) =>
        (Kind, Body, Signatures) = (kind, body, signatures);

    /// <summary>Which body this is, for example <c>policy/v1</c>; signed with it.</summary>
    public string Kind { get; }

    /// <summary>JSON text, exactly as it was signed.</summary>
    public string Body { get; }

    /// <summary>At most one per key.</summary>
    public IReadOnlyList<DocumentSignature> Signatures { get; }

    /// <summary>SHA-256 of the body's UTF-8: what other documents and the log name it by.</summary>
    [JsonIgnore]
    public Bytes32 BodyDigest => new(SHA256.HashData(Encoding.UTF8.GetBytes(Body)));

    /// <summary>The bytes that are signed: <c>secureintake/ ‖ kind ‖ LF ‖ body</c>.</summary>
    [JsonIgnore]
    public byte[] SignedBytes => Encoding.UTF8.GetBytes($"secureintake/{Kind}\n{Body}");

    /// <summary>A document that nobody has signed yet.</summary>
    public static SignedDocument Unsigned<T>(T body) where T : class, IDocumentBody<T> =>
        new(T.Kind, JsonSerializer.Serialize(body, T.Json), []);

    /// <summary>Reads an envelope. It says nothing about who signed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SignedDocument? document)
    {
        document = StrictJson.Read(json, StrictJson.Types.SignedDocument);
        if (document is { IsSound: true }) return true;
        document = null;
        return false;
    }

    /// <summary>Reads the body, if it is of this kind and sound. Verify the signatures first.</summary>
    public bool TryRead<T>([NotNullWhen(true)] out T? body) where T : class, IDocumentBody<T>
    {
        body = string.Equals(Kind, T.Kind, StringComparison.Ordinal) ? StrictJson.Read(Encoding.UTF8.GetBytes(Body), T.Json) : null;
        if (body is { IsSound: true }) return true;
        body = null;
        return false;
    }

    /// <summary>Whether this key signed.</summary>
    public bool IsSignedBy(Signer signer) => CountSignatures([signer]) == 1;

    /// <summary>How many of these distinct keys signed. Signatures of other keys count nothing and harm nothing.</summary>
    public int CountSignatures(IReadOnlyCollection<Signer> among)
    {
        var message = SignedBytes;
        return Signatures.Count(signature => among.Contains(signature.Key) && signature.Key.Verify(message, signature.Signature));
    }

    /// <summary>The same document with one more signature.</summary>
    /// <exception cref="ArgumentException">The key signed before, or the signature is not its own.</exception>
    public SignedDocument With(DocumentSignature signature)
    {
        if (Signatures.Any(earlier => earlier.Key.Equals(signature.Key))) throw new ArgumentException("This key signed before.", nameof(signature));
        if (!signature.Key.Verify(SignedBytes, signature.Signature)) throw new ArgumentException("This signature is wrong.", nameof(signature));
        return new SignedDocument(Kind, Body, [.. Signatures, signature]);
    }

    /// <summary>The envelope as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Types.SignedDocument);

    internal bool IsSound => Kind.Length > 0
        && Signatures.Distinct(signature => signature.Key)
        && Signatures.All(signature => signature.Signature.Length == Signer.SignatureSize);
}

/// <summary>One key's signature of a document.</summary>
/// <param name="Key">The signer.</param>
/// <param name="Signature">64 bytes.</param>
public sealed record DocumentSignature(Signer Key, byte[] Signature);
