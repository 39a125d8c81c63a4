using System.Globalization;
using System.Text;
using SecureIntake.Audit.Events;
using SecureIntake.Cli.Files;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Custody;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Cli.Custody;

/// <summary>A request for a source, with all checked that needs no key (FORMAT.md §8). Whoever has one may be shown it, and may answer.</summary>
/// <param name="File">The file.</param>
/// <param name="Act">What the lead signed.</param>
/// <param name="Lead">The lead, as the directory lists them.</param>
/// <param name="Place">Where it stands in the log.</param>
/// <param name="Policy">What the root signed last.</param>
internal sealed record VerifiedRequest(RequestFile File, CustodyRequested Act, Member Lead, LogPlace Place, PolicyDocument Policy)
{
    /// <summary>By how much a lead's clock may be ahead of ours.</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromMinutes(10);

    /// <summary>When it was signed.</summary>
    public DateTimeOffset Signed => Act.Stamp.At;

    /// <summary>When it ends.</summary>
    public DateTimeOffset Ends => Act.Ends;

    /// <summary>Reads a request file and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rootFingerprint">The root's, which the custodian knows by another way.</param>
    /// <param name="now">This computer's time.</param>
    /// <exception cref="CommandFailedException">Something does not hold; the first such thing is told.</exception>
    public static VerifiedRequest Read(string path, string rootFingerprint, DateTimeOffset now)
    {
        if (!RequestFile.TryParse(InputFile.ReadSmall(path, RequestFile.MaxLength), out var file))
            throw CommandFailedException.Refused($"{path} is not a request for a source");
        var trust = Verify(file.Publication, rootFingerprint, DateOnly.FromDateTime(now.UtcDateTime));
        var bytes = Encoding.UTF8.GetBytes(file.Entry);
        if (!Entry.TryParse(bytes, out var entry) || entry.Act is not CustodyRequested act)
            throw CommandFailedException.Refused("no request for a source is in this file (custody/v1): it is of something else");
        var lead = SignerOf(entry, act, trust.Directory);
        var asked = new VerifiedRequest(file, act, lead, LogPlace.Prove(trust.Policy, bytes, file.Proof), trust.Policy);
        asked.RequireThisCase();
        asked.RequireInTime(now);
        asked.RequireWholeShares();
        return asked;
    }

    private static VerifiedPublication Verify(RootPublication publication, string rootFingerprint, DateOnly today)
    {
        if (publication.TryVerify(rootFingerprint, today, out var verified, out var why)) return verified;
        throw why switch
        {
            PublicationFailure.Malformed => CommandFailedException.Tampered("policy, directory and roster in this file do not belong together"),
            PublicationFailure.WrongRoot => CommandFailedException.Tampered("the request is of another organisation than the fingerprint"),
            PublicationFailure.NotSigned => CommandFailedException.Tampered("who the members are is not signed by the organisation's root"),
            PublicationFailure.NotCurrent => CommandFailedException.Refused("what the root signed does not hold today: look at this computer's date, or ask the lead for a fresh file"),
            _ => new System.Diagnostics.UnreachableException(),
        };
    }

    private static Member SignerOf(Entry entry, CustodyRequested act, DirectoryDocument directory)
    {
        var by = act.Stamp.By.ToString();
        if (directory.Members.FirstOrDefault(member => member.Id.ToString() == by) is not { } listed)
            throw CommandFailedException.Tampered($"who asks, {by}, is not a member of the organisation");
        if (!entry.Key!.Value.ToArray().AsSpan().SequenceEqual(listed.Signer.ToBytes()))
            throw CommandFailedException.Tampered($"the request is signed by another key than that of member {by}");
        if (!entry.SignatureHolds())
            throw CommandFailedException.Tampered("the signature of the request does not hold");
        if (!listed.Roles.Contains(Role.Lead))
            throw CommandFailedException.Refused($"who asks, {by}, is a member but no lead: only leads ask for a source");
        return listed;
    }

    // The rest of the file is signed by nobody: what in it must be the lead's word is compared with it.
    private void RequireThisCase()
    {
        if (Act.Case.ToString() != File.Case.ToString())
            throw CommandFailedException.Tampered($"the lead asks for case {Act.Case}, the file is of case {File.Case}");
        // The shares say of which source part they are: so those of another case do not come under this request.
        if (Act.Part.ToString() != File.Source.ToString())
            throw CommandFailedException.Tampered($"the lead asks for source {Act.Part}, the file is of source {File.Source}");
    }

    private void RequireInTime(DateTimeOffset now)
    {
        if (now >= Ends)
            throw CommandFailedException.Refused($"the request ended on {Day(Ends)}, {CustodyRequested.Lifetime.Days} days after it was signed: the lead must make a new one");
        if (Signed > now + Leeway)
            throw CommandFailedException.Refused($"the request was signed in the future, on {Day(Signed)}: look at this computer's clock");
    }

    private void RequireWholeShares()
    {
        var (numbers, parts) = (new HashSet<int>(), new HashSet<OpaqueId>());
        foreach (var share in File.Shares)
        {
            if (!numbers.Add(share.Number)) throw CommandFailedException.Refused($"the file has two shares for custodian {share.Number}");
            if (!parts.Add(share.Part)) throw CommandFailedException.Refused($"the file has one share twice, the second time for custodian {share.Number}");
            if (!StructuralCheck.IsPartHeader(share.Header, out _)) throw CommandFailedException.Tampered($"the share for custodian {share.Number} is damaged in its header");
        }
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
