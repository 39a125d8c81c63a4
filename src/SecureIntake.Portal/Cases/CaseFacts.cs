using System.Text.Json.Serialization;

namespace SecureIntake.Portal.Cases;

/// <summary>
/// What the portal knows of a case without opening anything. The page shows it and carries it as JSON for its island
/// (<c>portal/cases/facts.ts</c>); <c>GET /cases/{case}/facts.json</c> gives it again while a bench works.
/// </summary>
/// <param name="Case">The handle.</param>
/// <param name="Member">The member who looks.</param>
/// <param name="Standing"><c>desk</c>, <c>reader</c> or <c>verifier</c>.</param>
/// <param name="Parts">Every part of the case.</param>
/// <param name="Papers">
/// The evidence parts with what a bench has made of them, in the order of their random ids: only the account tells the order of the source.
/// </param>
/// <param name="People">Lead, deputy, verifiers.</param>
/// <param name="Names">Pseudonyms by member id.</param>
/// <param name="Custody">The requests for its source that have not ended, for its readers; nobody else is told of them here.</param>
internal sealed record CaseFacts(
    string Case, string Member, string Standing, IReadOnlyList<PartFact> Parts, IReadOnlyList<PaperFact> Papers,
    IReadOnlyList<PersonFact> People, IReadOnlyDictionary<string, string> Names, IReadOnlyList<CustodyFact> Custody);

/// <summary>A request for the source.</summary>
/// <param name="By">Who asks.</param>
/// <param name="Purpose"><c>contact</c>, <c>protect</c> or <c>court</c>.</param>
/// <param name="At">When it was signed.</param>
/// <param name="State"><c>untold</c>, <c>waiting</c> or <c>open</c>.</param>
/// <param name="From">From when on the gate gives what custodians hold; empty while it has not said so.</param>
/// <param name="Until">When the request ends.</param>
/// <param name="VetoedBy">Ids of the members who vetoed it.</param>
internal sealed record CustodyFact(
    string By, string Purpose, string At, string State, string From, string Until, IReadOnlyList<string> VetoedBy);

/// <summary>A part.</summary>
/// <param name="Part">Its id.</param>
/// <param name="Compartment">Its compartment.</param>
/// <param name="Number">The custodian's number of a share, otherwise 0.</param>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="Payload">The payload's SHA-256, b64.</param>
/// <param name="Mine">Whether the member can ask for its header now.</param>
internal sealed record PartFact(string Part, string Compartment, int Number, long Length, string Payload, bool Mine);

/// <summary>An evidence part.</summary>
/// <param name="Part">Its id.</param>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="Stage"><c>none</c>, <c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Code">Why it failed.</param>
/// <param name="Results">The finding and copy parts of the newest run that is done.</param>
internal sealed record PaperFact(string Part, long Length, string Stage, string Code, IReadOnlyList<string> Results);

/// <summary>A member who reads the case.</summary>
/// <param name="Member">Their id.</param>
/// <param name="Role"><c>lead</c>, <c>deputy</c> or <c>verifier</c>.</param>
/// <param name="Until">When their access ends, as documents spell times.</param>
/// <param name="Ends">The same as a moment.</param>
internal sealed record PersonFact(string Member, string Role, string Until, [property: JsonIgnore] DateTimeOffset Ends);
