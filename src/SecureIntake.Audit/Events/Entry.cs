using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>An entry of the log: an act, and for the act of a person or a bench the key and the signature.</summary>
public sealed class Entry
{
    private static readonly byte[] Domain = Encoding.ASCII.GetBytes("secureintake/act/v1\n");

    private readonly byte[] _bytes;
    private readonly byte[] _act;
    private readonly byte[] _signature;

    private Entry(Act act, Bytes32? key, byte[] signature)
    {
        (Act, Key, _signature) = (act, key, signature);
        _act = CanonicalJson.Write(act.ToJson());
        // The members stand in the order of the alphabet, and base64 needs no escapes: this is what the canonical form of the whole is.
        _bytes = key is { } signer
            ? [.. "{\"act\":"u8, .. _act, .. Encoding.ASCII.GetBytes($",\"key\":\"{signer}\",\"signature\":\"{Convert.ToBase64String(signature)}\"}}")]
            : [.. "{\"act\":"u8, .. _act, (byte)'}'];
        if (_bytes.Length > Log.EntryBundle.MaxEntry) throw new ArgumentException("an entry is longer than 65,535 bytes", nameof(act));
    }

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
    public bool SignatureHolds() => Act is not SignedAct || Ed25519Check.Verifies(Key!.Value, [.. Domain, .. _act], _signature);

    /// <summary>Reads an entry: canonical, of a known type, with exactly its members. Whatever is accepted is what would have been written.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Entry? entry)
    {
        entry = null;
        // Whether the spelling is canonical shows at the end, where what was read is compared with what would be written.
        if (bytes.Length > Log.EntryBundle.MaxEntry || !CanonicalJson.TryParseAny(bytes, out var json) || json is not JsonObject outer) return false;
        if (outer["act"] is not JsonObject inner || ActTable.Read(inner) is not { } act) return false;

        var members = new Members(outer);
        members.Skip("act");
        var candidate = act is SignedAct
            ? new Entry(act, members.Bytes32("key"), members.Bytes("signature", 64))
            : new Entry(act, null, []);
        if (!members.Complete || !bytes.SequenceEqual(candidate._bytes)) return false;
        entry = candidate;
        return true;
    }
}
