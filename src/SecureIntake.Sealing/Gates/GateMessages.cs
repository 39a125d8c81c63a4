using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Gates;

/// <summary>What is said between a gate and those who ask it (SecureIntake.Gate/FORMAT.md), as JSON in one strict spelling.</summary>
public interface IGateMessage<TSelf> where TSelf : class, IGateMessage<TSelf>
{
    /// <summary>How it is written.</summary>
    static abstract JsonTypeInfo<TSelf> Json { get; }

    /// <summary>Whether every signed document in it is sound: above all, that no key signed one twice.</summary>
    bool IsSound { get; }
}

/// <summary>Writes and reads messages.</summary>
public static class GateMessage
{
    /// <summary>The longest message that is read, in bytes: forty-three headers with their grants.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>The message as JSON.</summary>
    public static byte[] ToJson<T>(this T message) where T : class, IGateMessage<T> => JsonSerializer.SerializeToUtf8Bytes(message, T.Json);

    /// <summary>Reads a message; false for anything that is not exactly this shape.</summary>
    public static bool TryParse<T>(ReadOnlySpan<byte> json, [NotNullWhen(true)] out T? message) where T : class, IGateMessage<T>
    {
        message = StrictJson.Read(json, T.Json) is { IsSound: true } read ? read : null;
        return message is not null;
    }
}

/// <summary>Who a gate is. It proves nothing before the root has put it into the directory.</summary>
public sealed record GateIntroduction(OpaqueId Gate, Signer Signer) : IGateMessage<GateIntroduction>
{
    public static JsonTypeInfo<GateIntroduction> Json => StrictJson.Types.GateIntroduction;

    bool IGateMessage<GateIntroduction>.IsSound => true;
}

/// <summary>What the root signed last, with the proof that the log holds its roster.</summary>
/// <param name="Publication">Policy, directory and roster.</param>
/// <param name="Entry">The roster's entry, as it stands in the log.</param>
/// <param name="Proof">A tlog-proof of it.</param>
public sealed record GateTrust(RootPublication Publication, string Entry, string Proof) : IGateMessage<GateTrust>
{
    public static JsonTypeInfo<GateTrust> Json => StrictJson.Types.GateTrust;

    bool IGateMessage<GateTrust>.IsSound => Publication is { Policy.IsSound: true, Directory.IsSound: true, Roster.IsSound: true };
}

/// <summary>A member's logged statement, and the held headers that it asks for.</summary>
/// <param name="Entry">The entry of <c>open/v1</c>.</param>
/// <param name="Proof">A tlog-proof of it.</param>
/// <param name="Recipient">The one-time key whose digest the statement names.</param>
/// <param name="Desk">Headers of the desk.</param>
/// <param name="Granted">Headers of grants.</param>
/// <param name="Custody">Headers of source and share parts, for a request that has waited.</param>
public sealed record GateOpening(
    string Entry, string Proof, HybridRecipient Recipient, IReadOnlyList<DeskHeader> Desk, IReadOnlyList<GrantedHeader> Granted,
    IReadOnlyList<CustodyHeader> Custody) : IGateMessage<GateOpening>
{
    public static JsonTypeInfo<GateOpening> Json => StrictJson.Types.GateOpening;

    bool IGateMessage<GateOpening>.IsSound => Granted.All(granted => granted.Grant.IsSound);
}

/// <summary>A lead's logged lease, and the held headers that a bench needs for it.</summary>
/// <param name="Entry">The entry of <c>lease/v1</c>.</param>
/// <param name="Proof">A tlog-proof of it.</param>
/// <param name="Lease">The signed lease.</param>
/// <param name="Bench">The signed <c>bench/v1</c> document of the run that it names: headers are sealed to its key.</param>
/// <param name="Granted">Headers of the grants that the lease names.</param>
public sealed record GateLease(
    string Entry, string Proof, SignedDocument Lease, SignedDocument Bench, IReadOnlyList<GrantedHeader> Granted) : IGateMessage<GateLease>
{
    public static JsonTypeInfo<GateLease> Json => StrictJson.Types.GateLease;

    bool IGateMessage<GateLease>.IsSound => Lease.IsSound && Bench.IsSound && Granted.All(granted => granted.Grant.IsSound);
}

/// <summary>
/// That a lead took a case off the desk: from then on the desk's headers of it are given to nobody, and what is for custodians is held by the case's keys.
/// </summary>
/// <param name="Entry">The entry of <c>triage/v1</c>.</param>
/// <param name="Proof">A tlog-proof of it.</param>
/// <param name="Week">The week by whose key source and shares are held.</param>
/// <param name="Keys">The <c>gate/v1</c> documents of the case, one of every gate that the root lists: each will hold them.</param>
/// <param name="Custody">Their held headers; none where another gate moves them.</param>
public sealed record GateTaking(
    string Entry, string Proof, Week Week, IReadOnlyList<SignedDocument> Keys, IReadOnlyList<CustodyHeader> Custody) : IGateMessage<GateTaking>
{
    public static JsonTypeInfo<GateTaking> Json => StrictJson.Types.GateTaking;

    bool IGateMessage<GateTaking>.IsSound => Keys.All(key => key.IsSound);
}

/// <summary>The same headers, held by the keys of the case. Nobody has seen them.</summary>
public sealed record GateTaken(IReadOnlyList<CustodyHeader> Custody) : IGateMessage<GateTaken>
{
    public static JsonTypeInfo<GateTaken> Json => StrictJson.Types.GateTaken;

    bool IGateMessage<GateTaken>.IsSound => true;
}

/// <summary>A held header of a source or share part.</summary>
/// <param name="Part">The part.</param>
/// <param name="Compartment">Its compartment.</param>
/// <param name="Held">The held header.</param>
public sealed record CustodyHeader(OpaqueId Part, Compartment Compartment, byte[] Held);

/// <summary>A member's logged statement that asks for no header: a lockdown of all or of one member or a lift of one, a request for a source or a veto against one.</summary>
/// <param name="Entry">The entry of <c>lockdown/v1</c>, <c>lockout/v1</c>, <c>lift/v1</c>, <c>custody/v1</c> or <c>veto/v1</c>.</param>
/// <param name="Proof">A tlog-proof of it.</param>
public sealed record GateStatement(string Entry, string Proof) : IGateMessage<GateStatement>
{
    public static JsonTypeInfo<GateStatement> Json => StrictJson.Types.GateStatement;

    bool IGateMessage<GateStatement>.IsSound => true;
}

/// <summary>What keeps a gate closed.</summary>
/// <param name="Lockdowns">Leaf hashes of the lockdowns that stand at it.</param>
/// <param name="Lockouts">Leaf hashes of those that close it to one member.</param>
/// <param name="ByHand">Whether its operator locked it at its own machine.</param>
public sealed record GateLocks(IReadOnlyList<Bytes32> Lockdowns, IReadOnlyList<Bytes32> Lockouts, bool ByHand) : IGateMessage<GateLocks>
{
    public static JsonTypeInfo<GateLocks> Json => StrictJson.Types.GateLocks;

    bool IGateMessage<GateLocks>.IsSound => true;
}

/// <summary>Where a request for a source stands at a gate, by the gate's own clock.</summary>
/// <param name="From">From when on it gives what custodians hold: the waiting time since it was shown the request, and more for each veto.</param>
/// <param name="Until">Until when.</param>
/// <param name="Vetoes">By how many members.</param>
public sealed record GateCustody(DateTimeOffset From, DateTimeOffset Until, int Vetoes) : IGateMessage<GateCustody>
{
    public static JsonTypeInfo<GateCustody> Json => StrictJson.Types.GateCustody;

    bool IGateMessage<GateCustody>.IsSound => From < DateTimeOffset.MaxValue && Vetoes >= 0;
}

/// <summary>What a gate's operator destroyed.</summary>
/// <param name="Scopes">The weeks and cases whose keys are gone for good.</param>
public sealed record GateShredded(IReadOnlyList<GateScope> Scopes) : IGateMessage<GateShredded>
{
    public static JsonTypeInfo<GateShredded> Json => StrictJson.Types.GateShredded;

    bool IGateMessage<GateShredded>.IsSound => true;
}

/// <summary>A held header of the desk.</summary>
/// <param name="Part">The part.</param>
/// <param name="Compartment">Its compartment.</param>
/// <param name="Week">The week by whose key it is held.</param>
/// <param name="Held">The held header.</param>
public sealed record DeskHeader(OpaqueId Part, Compartment Compartment, Week Week, byte[] Held);

/// <summary>A held header of a grant.</summary>
/// <param name="Grant">The signed grant.</param>
/// <param name="Held">The held header.</param>
public sealed record GrantedHeader(SignedDocument Grant, byte[] Held);

/// <summary>The headers, each sealed to the key that the statement or the bench document names.</summary>
public sealed record GateAnswer(IReadOnlyList<GivenHeader> Headers) : IGateMessage<GateAnswer>
{
    public static JsonTypeInfo<GateAnswer> Json => StrictJson.Types.GateAnswer;

    bool IGateMessage<GateAnswer>.IsSound => true;
}

/// <summary>A header on its way: an age file whose plaintext is the 1,627 bytes.</summary>
public sealed record GivenHeader(OpaqueId Part, byte[] Header);

/// <summary>Why nothing is given.</summary>
public sealed record GateRefused(GateRefusal Code) : IGateMessage<GateRefused>
{
    public static JsonTypeInfo<GateRefused> Json => StrictJson.Types.GateRefused;

    bool IGateMessage<GateRefused>.IsSound => true;
}

/// <summary>The reasons. A gate gives everything that a statement asks for or nothing.</summary>
[JsonConverter(typeof(WordConverter<GateRefusal>))]
public enum GateRefusal
{
    /// <summary>Not a message of this kind.</summary>
    Malformed,

    /// <summary>The gate holds no directory that holds today.</summary>
    TrustMissing,

    /// <summary>Not signed by the root, of another log, or without a proof that the log holds its roster.</summary>
    TrustRefused,

    /// <summary>The gate has seen a newer directory in the log.</summary>
    TrustOlder,

    /// <summary>The proof's checkpoint is none that the gate follows: show it first that it extends the log.</summary>
    LogUnknown,

    /// <summary>The entry is not in the log, or not under a checkpoint that is witnessed as the gate's policy asks.</summary>
    LogUnproven,

    /// <summary>No member of the directory signed the statement.</summary>
    StatementSigner,

    /// <summary>Signed more than ten minutes ago or ahead.</summary>
    StatementTime,

    /// <summary>It was served before.</summary>
    StatementServed,

    /// <summary>It names another one-time key, or not the parts that are asked for.</summary>
    StatementOther,

    /// <summary>The desk is for leads, and not for a case that was taken off it.</summary>
    DeskClosed,

    /// <summary>The keys of a case are not those of all gates that the root lists, this one's among them.</summary>
    KeysRefused,

    /// <summary>The grant is not signed by who may give it, not made out to who asks, or of another case.</summary>
    GrantRefused,

    /// <summary>The grant has ended.</summary>
    GrantEnded,

    /// <summary>The lease is not the one that was logged, has ended, or is not for this run of a listed bench.</summary>
    LeaseRefused,

    /// <summary>What is held does not open with the key of its week or case, or is of something else than is said.</summary>
    HeldForeign,

    /// <summary>There is no key of that week or case, because it was shredded.</summary>
    KeyShredded,

    /// <summary>There never was a key of that week or case.</summary>
    KeyMissing,

    /// <summary>The gate is locked: it gives nothing to anyone.</summary>
    Locked,

    /// <summary>The member who signed is locked out: the gate gives them nothing.</summary>
    LockedOut,

    /// <summary>The same member declared another lockdown less than 24 hours before.</summary>
    LockdownAgain,

    /// <summary>A lift of a lockdown that the gate was not shown.</summary>
    LockdownUnknown,

    /// <summary>The gate was shown no request of this member for the source of this case, or none that a veto names.</summary>
    CustodyUnknown,

    /// <summary>The waiting time is not over.</summary>
    CustodyWaiting,

    /// <summary>The request has ended: it must be made anew.</summary>
    CustodyEnded,
}
