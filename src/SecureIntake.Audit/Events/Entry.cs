using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SecureIntake.Audit.Events;

/// <summary>An entry of the log: an act, and for the act of a person or a bench the key and the signature.</summary>
public sealed class Entry
{
    private static readonly byte[] Domain = Encoding.ASCII.GetBytes("secureintake/act/v1\n");

    private static readonly JsonDocumentOptions Canonical = new() { MaxDepth = CanonicalJson.MaxDepth };

    private readonly byte[] _bytes;
    private readonly byte[] _message;
    private readonly byte[] _signature;

    /// <summary>Writes an entry.</summary>
    private Entry(Act act, Bytes32? key, byte[] signature)
    {
        (Act, Key, _signature) = (act, key, signature);
        var json = CanonicalJson.Write(act.ToJson());
        _message = [.. Domain, .. json];
        // The members stand in the order of the alphabet, and base64 needs no escapes: this is what the canonical form of the whole is.
        _bytes = key is { } signer
            ? [.. "{\"act\":"u8, .. json, .. Encoding.ASCII.GetBytes($",\"key\":\"{signer}\",\"signature\":\"{Convert.ToBase64String(signature)}\"}}")]
            : [.. "{\"act\":"u8, .. json, (byte)'}'];
        if (_bytes.Length > Log.EntryBundle.MaxEntry) throw new ArgumentException("an entry is longer than 65,535 bytes", nameof(act));
    }

    /// <summary>Keeps an entry as it was read.</summary>
    private Entry(Act act, Bytes32? key, byte[] signature, byte[] bytes, ReadOnlySpan<byte> json) =>
        (Act, Key, _signature, _bytes, _message) = (act, key, signature, bytes, [.. Domain, .. json]);

    /// <summary>What happened.</summary>
    public Act Act { get; }

    /// <summary>Who signed; <c>null</c> for what the system records.</summary>
    public Bytes32? Key { get; }

    /// <summary>The canonical JSON, as it stands in the log.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>An entry for what the system records.</summary>
    public static Entry Record(Act act) =>
        act is SignedAct ? throw new ArgumentException("this act needs a signature", nameof(act)) : new Entry(act, null, []);

    /// <summary>An entry for what a person or a bench did; <see cref="SignatureHolds"/> says whether the signature is right.</summary>
    public static Entry WithSignature(SignedAct act, Bytes32 key, ReadOnlySpan<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature.Length, 64);
        return new Entry(act, key, signature.ToArray());
    }

    /// <summary>The bytes to sign: <c>secureintake/act/v1</c> LF canonical act.</summary>
    public static byte[] ToSign(SignedAct act) => [.. Domain, .. CanonicalJson.Write(act.ToJson())];

    /// <summary>Whether the act is unsigned by nature, or the signature is that key's over it. Whether the key may is for <see cref="Verification.Authority"/>.</summary>
    public bool SignatureHolds() => Act is not SignedAct || Ed25519Check.Verifies(Key!.Value, _message, _signature);

    /// <summary>
    /// Reads an entry: canonical, of a known type, with exactly its members. Whatever is accepted is what would have been written: the spelling
    /// of the whole is canonical, and no member has a second spelling of its value.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Entry? entry)
    {
        entry = null;
        if (bytes.Length > Log.EntryBundle.MaxEntry || !CanonicalSpelling.Holds(bytes)) return false;
        var kept = bytes.ToArray();
        using var json = JsonDocument.Parse(kept, Canonical);
        var members = new Members(json.RootElement);
        if (members.Object("act", ActTable.Read) is not { } act) return false;
        var signed = act is SignedAct;
        Bytes32? key = signed ? members.Bytes32("key") : null;
        var signature = signed ? members.Bytes("signature", 64) : [];
        if (!members.Complete) return false;
        entry = new Entry(act, key, signature, kept, JsonMarshal.GetRawUtf8Value(json.RootElement.GetProperty("act"u8)));
        return true;
    }
}
