using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Access;

/// <summary>
/// A refusal by rule: an HTTP status and a code that the page turns into words. It answers <c>application/problem+json</c> and never carries
/// content. All codes of the portal stand here.
/// </summary>
internal sealed class Refusal : IResult
{
    private Refusal(int status, string code) => (Status, Code) = (status, code);

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The code.</summary>
    public string Code { get; }

    /// <summary>No antiforgery token, or one of another session.</summary>
    public static Refusal RequestForged { get; } = new(StatusCodes.Status400BadRequest, "request.forged");

    /// <summary>The body is not what the endpoint takes.</summary>
    public static Refusal RequestMalformed { get; } = new(StatusCodes.Status400BadRequest, "request.malformed");

    /// <summary>Nobody is signed in.</summary>
    public static Refusal SignInNeeded { get; } = new(StatusCodes.Status401Unauthorized, "sign-in.needed");

    /// <summary>The member may not do this.</summary>
    public static Refusal AccessDenied { get; } = new(StatusCodes.Status403Forbidden, "access.denied");

    /// <summary>There is no such thing, or none that the member may see.</summary>
    public static Refusal NotFound { get; } = new(StatusCodes.Status404NotFound, "request.not-found");

    /// <summary>The enrolment link was used, is over, or never was one.</summary>
    public static Refusal InvitationOver { get; } = new(StatusCodes.Status410Gone, "invitation.over");

    /// <summary>Not 3 to 32 lower-case letters, digits and hyphens.</summary>
    public static Refusal PseudonymMalformed { get; } = new(StatusCodes.Status400BadRequest, "pseudonym.malformed");

    /// <summary>Someone has that pseudonym.</summary>
    public static Refusal PseudonymTaken { get; } = new(StatusCodes.Status409Conflict, "pseudonym.taken");

    /// <summary>No role, or roles that one person must not hold together.</summary>
    public static Refusal RolesConflict { get; } = new(StatusCodes.Status422UnprocessableEntity, "roles.conflict");

    /// <summary>Another ceremony in the same browser came between, or none was begun.</summary>
    public static Refusal PasskeyCeremony { get; } = new(StatusCodes.Status400BadRequest, "passkey.ceremony");

    /// <summary>The passkey's answer does not verify.</summary>
    public static Refusal PasskeyRefused { get; } = new(StatusCodes.Status400BadRequest, "passkey.refused");

    /// <summary>The client sent extension results, which must never leave the browser.</summary>
    public static Refusal PasskeyTellsTooMuch { get; } = new(StatusCodes.Status400BadRequest, "passkey.tells-too-much");

    /// <summary>Passkey, passphrase or one-time code is wrong; which one is not said.</summary>
    public static Refusal SignInRefused { get; } = new(StatusCodes.Status401Unauthorized, "sign-in.refused");

    /// <summary>Too many wrong tries; the account rests for five minutes.</summary>
    public static Refusal SignInResting { get; } = new(StatusCodes.Status429TooManyRequests, "sign-in.resting");

    /// <summary>The one-time code is not the one that the authenticator shows now.</summary>
    public static Refusal CodeWrong { get; } = new(StatusCodes.Status422UnprocessableEntity, "code.wrong");

    /// <summary>The member has a staff key, and this is another one.</summary>
    public static Refusal StaffKeyFixed { get; } = new(StatusCodes.Status409Conflict, "staff-key.fixed");

    /// <summary>Not a staff key: its public halves or its sealed seed have the wrong form.</summary>
    public static Refusal StaffKeyMalformed { get; } = new(StatusCodes.Status422UnprocessableEntity, "staff-key.malformed");

    /// <summary>Not a signed act of the kind that the endpoint takes.</summary>
    public static Refusal ActMalformed { get; } = new(StatusCodes.Status422UnprocessableEntity, "act.malformed");

    /// <summary>Not signed by the key that the root's directory lists for who is signed in.</summary>
    public static Refusal ActSigner { get; } = new(StatusCodes.Status403Forbidden, "act.signer");

    /// <summary>Signed more than ten minutes ago or ahead: the clock of the device is wrong.</summary>
    public static Refusal ActTime { get; } = new(StatusCodes.Status422UnprocessableEntity, "act.time");

    /// <summary>The member disputed that entry before.</summary>
    public static Refusal DisputeExists { get; } = new(StatusCodes.Status409Conflict, "dispute.exists");

    /// <summary>The act points at another entry than the address.</summary>
    public static Refusal DisputeEntry { get; } = new(StatusCodes.Status422UnprocessableEntity, "dispute.entry");

    /// <summary>The same act was here before.</summary>
    public static Refusal ActReplayed { get; } = new(StatusCodes.Status409Conflict, "act.replayed");

    /// <summary>The log cannot be written, so nothing was done.</summary>
    public static Refusal LogAway { get; } = new(StatusCodes.Status503ServiceUnavailable, "log.away");

    /// <summary>
    /// Too few witnesses have cosigned the log since the act entered it, so it has no effect yet. An opening may be sent again as it is.
    /// </summary>
    public static Refusal WitnessesAway { get; } = new(StatusCodes.Status503ServiceUnavailable, "witnesses.away");

    /// <summary>The gate does not answer, so nothing opens.</summary>
    public static Refusal GateAway { get; } = new(StatusCodes.Status503ServiceUnavailable, "gate.away");

    /// <summary>The gate answers and gives nothing.</summary>
    public static Refusal GateRefused { get; } = new(StatusCodes.Status409Conflict, "gate.refused");

    /// <summary>The gate is locked, whatever the portal knows of it.</summary>
    public static Refusal GateLocked { get; } = new(StatusCodes.Status423Locked, "gate.locked");

    /// <summary>A lockdown stands: nothing about cases is answered.</summary>
    public static Refusal LockdownStands { get; } = new(StatusCodes.Status423Locked, "lockdown.stands");

    /// <summary>The desk key is made anew, not finished: someone who signed it or has a share is locked out or leads no more.</summary>
    public static Refusal DeskAnew { get; } = new(StatusCodes.Status409Conflict, "desk.anew");

    /// <summary>Who asks is locked out.</summary>
    public static Refusal LockedOut { get; } = new(StatusCodes.Status403Forbidden, "lockout.stands");

    /// <summary>The member who should be given something is locked out.</summary>
    public static Refusal LockedOutReader { get; } = new(StatusCodes.Status409Conflict, "lockout.reader");

    /// <summary>Who should be locked out is no member with that key.</summary>
    public static Refusal LockoutUnknown { get; } = new(StatusCodes.Status409Conflict, "lockout.unknown");

    /// <summary>There would be no administrator left to publish what the root signs.</summary>
    public static Refusal LockoutLast { get; } = new(StatusCodes.Status409Conflict, "lockout.last");

    /// <summary>The member locked someone out less than 24 hours ago.</summary>
    public static Refusal LockoutAgain { get; } = new(StatusCodes.Status409Conflict, "lockout.again");

    /// <summary>The member declared a lockdown less than 24 hours ago.</summary>
    public static Refusal LockdownAgain { get; } = new(StatusCodes.Status409Conflict, "lockdown.again");

    /// <summary>No such lockdown stands.</summary>
    public static Refusal LockdownNone { get; } = new(StatusCodes.Status409Conflict, "lockdown.none");

    /// <summary>The member, or one of the same side, has lifted it: it waits for the other side.</summary>
    public static Refusal LockdownLifted { get; } = new(StatusCodes.Status409Conflict, "lockdown.lifted");

    /// <summary>The member has a request for the source of this case that has not ended.</summary>
    public static Refusal CustodyExists { get; } = new(StatusCodes.Status409Conflict, "custody.exists");

    /// <summary>There is no such request for a source, or it has ended.</summary>
    public static Refusal CustodyNone { get; } = new(StatusCodes.Status409Conflict, "custody.none");

    /// <summary>The waiting time is not over.</summary>
    public static Refusal CustodyWaiting { get; } = new(StatusCodes.Status409Conflict, "custody.waiting");

    /// <summary>Source and shares are not held by the case's key yet.</summary>
    public static Refusal CustodyUnmoved { get; } = new(StatusCodes.Status409Conflict, "custody.unmoved");

    /// <summary>Nobody vetoes their own request.</summary>
    public static Refusal CustodyOwn { get; } = new(StatusCodes.Status409Conflict, "custody.own");

    /// <summary>The member vetoed it before.</summary>
    public static Refusal CustodyVetoed { get; } = new(StatusCodes.Status409Conflict, "custody.vetoed");

    /// <summary>The gate's key of this week or case was shredded: nobody opens what it held any more.</summary>
    public static Refusal GateShredded { get; } = new(StatusCodes.Status410Gone, "gate.shredded");

    /// <summary>The root's directory does not list the gate.</summary>
    public static Refusal GateUnlisted { get; } = new(StatusCodes.Status409Conflict, "gate.unlisted");

    /// <summary>The one-time key is not the one that the statement names.</summary>
    public static Refusal ActRecipient { get; } = new(StatusCodes.Status422UnprocessableEntity, "act.recipient");

    /// <summary>The database cannot be reached.</summary>
    public static Refusal DatabaseAway { get; } = new(StatusCodes.Status503ServiceUnavailable, "database.away");

    /// <summary>What the root signed is missing, or does not hold today.</summary>
    public static Refusal TrustMissing { get; } = new(StatusCodes.Status503ServiceUnavailable, "trust.missing");

    /// <summary>The root signed something new in this moment, so what was signed before it was not taken.</summary>
    public static Refusal TrustChanged { get; } = new(StatusCodes.Status409Conflict, "trust.changed");

    /// <summary>The act is about another case than the address.</summary>
    public static Refusal ActCase { get; } = new(StatusCodes.Status422UnprocessableEntity, "act.case");

    /// <summary>The purpose is not one that this member can have in this case.</summary>
    public static Refusal ActPurpose { get; } = new(StatusCodes.Status422UnprocessableEntity, "act.purpose");

    /// <summary>The act names other grants than those that came with it.</summary>
    public static Refusal ActGrants { get; } = new(StatusCodes.Status422UnprocessableEntity, "act.grants");

    /// <summary>The case has moved on, by someone else's hand.</summary>
    public static Refusal CaseState { get; } = new(StatusCodes.Status409Conflict, "case.state");

    /// <summary>The week's desk key was not sealed to this lead.</summary>
    public static Refusal DeskKeyNone { get; } = new(StatusCodes.Status409Conflict, "desk-key.none");

    /// <summary>The member holds no grant in effect of a part that was asked for.</summary>
    public static Refusal GrantNone { get; } = new(StatusCodes.Status403Forbidden, "grant.none");

    /// <summary>Not a signed grant.</summary>
    public static Refusal GrantMalformed { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.malformed");

    /// <summary>Not signed by the member who sends it, or by others as well.</summary>
    public static Refusal GrantSignature { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.signature");

    /// <summary>Made out to someone who has no place in the case, or not in this step.</summary>
    public static Refusal GrantGrantee { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.grantee");

    /// <summary>About a part that is not of the case, or not one that may be given in this step.</summary>
    public static Refusal GrantPart { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.part");

    /// <summary>Names another payload than the part has: it was swapped.</summary>
    public static Refusal GrantPayload { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.payload");

    /// <summary>Names another recipient than the grantee has in the directory.</summary>
    public static Refusal GrantRecipient { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.recipient");

    /// <summary>Has another purpose than the step.</summary>
    public static Refusal GrantPurpose { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.purpose");

    /// <summary>Has ended, or lasts longer than the step allows.</summary>
    public static Refusal GrantExpires { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.expires");

    /// <summary>The header that belongs to it has not the one form that headers have.</summary>
    public static Refusal GrantHeader { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.header");

    /// <summary>Two of them give the same part to the same grantee, or bear the same id.</summary>
    public static Refusal GrantRepeated { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.repeated");

    /// <summary>A part that must be given, or someone who must get it, was left out.</summary>
    public static Refusal GrantMissing { get; } = new(StatusCodes.Status422UnprocessableEntity, "grant.missing");

    /// <summary>The directory does not list the member with the role that the step gives them.</summary>
    public static Refusal MemberRole { get; } = new(StatusCodes.Status422UnprocessableEntity, "member.role");

    /// <summary>A lead or deputy of a case cannot verify it, too.</summary>
    public static Refusal AssignReader { get; } = new(StatusCodes.Status422UnprocessableEntity, "assign.reader");

    /// <summary>A part of that id exists.</summary>
    public static Refusal PartExists { get; } = new(StatusCodes.Status409Conflict, "part.exists");

    /// <summary>A payload of a length that padding cannot produce.</summary>
    public static Refusal PartLength { get; } = new(StatusCodes.Status422UnprocessableEntity, "part.length");

    /// <summary>No such bench run, or one that has ended.</summary>
    public static Refusal BenchGone { get; } = new(StatusCodes.Status409Conflict, "bench.gone");

    /// <summary>Not a lease of this lead over these grants to this bench run.</summary>
    public static Refusal LeaseMalformed { get; } = new(StatusCodes.Status422UnprocessableEntity, "lease.malformed");

    /// <summary>The lease names a reader who does not read the case, leaves one out, or gives one another key.</summary>
    public static Refusal LeaseReaders { get; } = new(StatusCodes.Status422UnprocessableEntity, "lease.readers");

    /// <summary>A bench is at this paper already.</summary>
    public static Refusal StageActive { get; } = new(StatusCodes.Status409Conflict, "stage.active");

    /// <summary>The file with the root's fingerprint is not there.</summary>
    public static Refusal RootMissing { get; } = new(StatusCodes.Status409Conflict, "root.missing");

    /// <summary>What was uploaded is not signed by the root, or does not hold today.</summary>
    public static Refusal Publication(PublicationFailure why) => new(StatusCodes.Status422UnprocessableEntity, why switch
    {
        PublicationFailure.Malformed => "publication.malformed",
        PublicationFailure.WrongRoot => "publication.root",
        PublicationFailure.NotSigned => "publication.unsigned",
        PublicationFailure.NotCurrent => "publication.expired",
        _ => throw new ArgumentOutOfRangeException(nameof(why)),
    });

    /// <summary>The policy names another log than this portal writes.</summary>
    public static Refusal PublicationLog { get; } = new(StatusCodes.Status422UnprocessableEntity, "publication.log");

    /// <summary>
    /// The log would refuse it: the log began under another root, or the document is longer or lists more than an entry can carry, or names a witness
    /// by something that is no key.
    /// </summary>
    public static Refusal PublicationUnfit { get; } = new(StatusCodes.Status422UnprocessableEntity, "publication.unfit");

    /// <summary>A newer one is in force.</summary>
    public static Refusal PublicationOlder { get; } = new(StatusCodes.Status409Conflict, "publication.older");

    /// <summary>It lists someone who is not enrolled here, other keys than theirs, or roles they were not invited with.</summary>
    public static Refusal PublicationMembers { get; } = new(StatusCodes.Status409Conflict, "publication.members");

    /// <summary>Not a desk line, or not the one that is kept for the week, or two for one week.</summary>
    public static Refusal DeskMalformed { get; } = new(StatusCodes.Status422UnprocessableEntity, "desk.malformed");

    /// <summary>Neither this week nor one of the next eight, or another week than the line's.</summary>
    public static Refusal DeskWeek { get; } = new(StatusCodes.Status422UnprocessableEntity, "desk.week");

    /// <summary>Not signed by the lead who sends it, or by others as well.</summary>
    public static Refusal DeskSigner { get; } = new(StatusCodes.Status422UnprocessableEntity, "desk.signer");

    /// <summary>The key is one of another week, or a member's.</summary>
    public static Refusal DeskRecipient { get; } = new(StatusCodes.Status422UnprocessableEntity, "desk.recipient");

    /// <summary>Not sealed to exactly the leads who need a share, or not in the form of a sealed seed.</summary>
    public static Refusal DeskSeals { get; } = new(StatusCodes.Status422UnprocessableEntity, "desk.seals");

    /// <summary>The week has a key: another lead was faster.</summary>
    public static Refusal DeskExists { get; } = new(StatusCodes.Status409Conflict, "desk.exists");

    /// <summary>The lead signed this line before.</summary>
    public static Refusal DeskSigned { get; } = new(StatusCodes.Status409Conflict, "desk.signed");

    /// <summary>The line has all its signatures and takes no more.</summary>
    public static Refusal DeskReady { get; } = new(StatusCodes.Status409Conflict, "desk.ready");

    /// <summary>Something failed here; the status says whose fault it is, and nothing more is told.</summary>
    public static Refusal Failed(int status) => status switch
    {
        StatusCodes.Status404NotFound => NotFound,
        < 500 => new(status, RequestMalformed.Code),
        _ => new(status, "server.failed"),
    };

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Status == StatusCodes.Status503ServiceUnavailable)
            httpContext.Response.Headers.RetryAfter = "5";
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = Code };
        return TypedResults.Problem(statusCode: Status, title: Code, extensions: extensions).ExecuteAsync(httpContext);
    }
}
