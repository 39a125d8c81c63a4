using System.Collections.Immutable;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Verification;

/// <summary>
/// Whether an entry may stand where it stands, given those before it: documents need the root's or the leads' signatures, signed acts a key
/// that the newest roster lists for <c>by</c>. Its state is the newest policy and roster and which were replaced: what the root withdrew does not come back;
/// and the lockdowns, of which nobody declares two in a day, nor keeps two others locked out. Whom one locks out signs nothing that may stand.
/// </summary>
public sealed class Authority
{
    private ImmutableHashSet<WitnessKey> _witnesses = [];
    private PolicyBody? _policy;
    private RosterBody? _roster;
    private Bytes32? _policyDigest;
    private Bytes32? _rosterDigest;
    private ImmutableHashSet<Bytes32> _replaced = [];

    /// <summary>Begins before the first entry.</summary>
    /// <param name="rootFingerprint">The root to expect, lower-case hex; <c>null</c> to hold the log to the root of its first policy.</param>
    /// <param name="log">The log's key; <c>null</c> to learn it from the first policy.</param>
    public Authority(string? rootFingerprint, LogKey? log) => (RootFingerprint, Log) = (rootFingerprint, log);

    /// <summary>The root of every policy; <c>null</c> until one is read, unless it was given.</summary>
    public string? RootFingerprint { get; private set; }

    /// <summary>The log's key; <c>null</c> until a policy is read, unless it was given.</summary>
    public LogKey? Log { get; private set; }

    /// <summary>The witnesses that any policy so far names: those whose lines may stand under a checkpoint.</summary>
    public IReadOnlyCollection<WitnessKey> Witnesses => _witnesses;

    /// <summary>Who must cosign by the newest policy.</summary>
    public WitnessPolicy WitnessPolicy => _policy?.Witnesses ?? WitnessPolicy.None;

    /// <summary>The lockdowns so far.</summary>
    public LockdownHistory Lockdowns { get; private set; } = LockdownHistory.None;

    /// <summary>Whether a member is locked out: with the key by which the newest roster lists them or, where it does not, with any.</summary>
    public bool IsLockedOut(LogId member)
    {
        var listed = _roster?.Members.Where(other => other.Who == member).ToList() ?? [];
        return Lockdowns.Standing.Any(lockdown => lockdown.Only is { } only && only.Who == member && (listed.Count == 0 || listed.Contains(only)));
    }

    /// <summary>The lockdowns that still close something: not those of whom the newest roster does not list with that key.</summary>
    public IEnumerable<Lockdown> InForce => Lockdowns.Standing.Where(lockdown => lockdown.Only is not { } only || IsListed(only));

    /// <summary>Whether a member keeps another locked out whom the newest roster lists.</summary>
    public bool HoldsAnotherOut(LogId member) => Lockdowns.OthersBy(member).Any(lockdown => lockdown is { Stands: true, Only: { } only } && IsListed(only));

    /// <summary>Another one at the same place, to try what would be admitted.</summary>
    public Authority Copy() => (Authority)MemberwiseClone();

    /// <summary>Takes the next entry. <c>false</c> when it must not stand here; it then changes nothing.</summary>
    public bool Admit(Entry entry) => Admit(entry, entry.SignatureHolds());

    /// <summary>Takes the next entry, whose own signature was checked before: that does not depend on its place.</summary>
    internal bool Admit(Entry entry, bool signatureHolds)
    {
        bool admitted = entry.Act switch
        {
            DocumentPublished published => Admit(published.Document),
            SignedAct act => MaySign(act, entry.Key!.Value) && signatureHolds && Admit(act, entry),
            _ => true,
        };
        // A lift, another roster, and the end of a lockout may each make a signature count: until nothing ends any more.
        while (admitted && entry.Act is DocumentPublished or LiftSigned && _roster is not null && Lockdowns.WithNextEnded(IsLead) is { } next)
            Lockdowns = next;
        return admitted;
    }

    private bool Admit(SignedAct act, Entry entry)
    {
        var after = act switch
        {
            Closing { Only: { } only } when !MayLockOut(act.Stamp.By, only) => null,
            Closing closing => Lockdowns.With(closing, Rfc6962.Leaf(entry.Bytes.Span)),
            LiftSigned lift => Lockdowns.With(lift, entry.Key!.Value),
            _ => Lockdowns,
        };
        Lockdowns = after ?? Lockdowns;
        return after is not null;
    }

    private bool Admit(SignedDocument document)
    {
        switch (document.Kind)
        {
            case "policy/v1":
                if (!PolicyBody.TryParse(document, out var policy) || !policy.Root.Signed(document)) return false;
                if ((RootFingerprint ?? policy.Root.Fingerprint) != policy.Root.Fingerprint || !(Log ?? policy.Log).Equals(policy.Log)) return false;
                if (!Replaces(document, ref _policyDigest, policy.Issued, _policy?.Issued)) return false;
                (_policy, RootFingerprint, Log) = (policy, policy.Root.Fingerprint, policy.Log);
                _witnesses = _witnesses.Union(policy.Witnesses.Witnesses.Select(witness => witness.Key));
                return true;
            case "roster/v1":
                if (_policy is null || !_policy.Root.Signed(document) || !RosterBody.TryParse(document, out var roster)) return false;
                if (!Replaces(document, ref _rosterDigest, roster.Issued, _roster?.Issued)) return false;
                _roster = roster;
                return true;
            case "desk/v1":
                return _policy is not null && DeskBody.IsValid(document)
                    && document.CountSignatures(_policy.Leads.Select(lead => lead.Key)) >= _policy.DeskSignatures;
            default:
                return false;
        }
    }

    /// <summary>Whether a document may follow the newest of its kind. By its body: who adds a signature of their own makes no other document.</summary>
    private bool Replaces(SignedDocument document, ref Bytes32? newest, DateOnly issued, DateOnly? newestIssued)
    {
        var digest = document.BodyDigest;
        if (_replaced.Contains(digest) || issued < newestIssued) return false;
        if (newest is { } before && before != digest) _replaced = _replaced.Add(before);
        newest = digest;
        return true;
    }

    private bool? IsLead(Listed member) => IsMember(member) ? _policy!.Leads.Contains(member) : null;

    // Whom the roster lists, for by no other key could they sign; and one other at a time, which no clock decides.
    private bool MayLockOut(LogId by, Listed only) => IsListed(only) && (only.Who == by || !HoldsAnotherOut(by));

    private bool IsListed(Listed member) => _roster?.Members.Contains(member) == true;

    private bool IsMember(Listed member) => IsListed(member) && !Lockdowns.LocksOut(member);

    private bool MaySign(SignedAct act, Bytes32 key)
    {
        var signer = new Listed(act.Stamp.By, key);
        if (_roster is null) return false;
        return act.Signer switch
        {
            Signer.Bench => _roster.Benches.Contains(signer),
            Signer.Member => IsMember(signer),
            Signer.Lead => IsMember(signer) && _policy!.Leads.Contains(signer),
            _ => throw new InvalidOperationException("a signer that nobody defined"),
        };
    }
}
