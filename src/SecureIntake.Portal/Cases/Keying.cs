using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Parts;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.Cases;

/// <summary>
/// A lead or verifier of the case adds what stands on a paper, typed by hand and sealed in their browser to everyone who reads the case.
/// </summary>
internal static class Keying
{
    public static async Task<IResult> KeyAsync(
        Id<Submission> handle, KeyedBody body, HttpContext context, CaseStep step, BlobStore blobs, CancellationToken cancel)
    {
        if (await step.StandingAsync(context.User, handle, cancel) is not (Standing.Reader or Standing.Verifier))
            return Refusal.NotFound;
        var received = await step.ReceiveAsync<PartKeyed>(context.User, body.ToEnvelope(), handle, act => act.Case, cancel);
        if (!received.Accepted)
            return received.Refusal;
        var id = Id<Part>.Parse(received.Act.Part.ToString());
        if (await ExistsAsync(step, id, cancel) is { } exists)
            return exists;
        if (!StructuralCheck.IsPossibleLength(Compartment.Keyed, StructuralCheck.HeaderLength + body.Payload.LongLength))
            return Refusal.PartLength;

        var part = new GivenPart(id, Compartment.Keyed.Name, SHA256.HashData(body.Payload));
        var terms = new GrantTerms(
            handle, await step.ListedAsync(context.User, cancel), GrantPurpose.Verify,
            new Dictionary<OpaqueId, GivenPart> { [id.AsOpaque()] = part }, [id.AsOpaque()], await ReadersAsync(step, handle, cancel),
            await step.GatesAsync(cancel));
        if (GrantCheck.Check(body.Grants, received.Act.Grants.Select(g => g.ToString()), terms, step.Now, received.Digest, out var grants) is { } refusal)
            return refusal;

        var blob = await blobs.StoreAsync(new MemoryStream(body.Payload, writable: false), cancel);
        step.Cases.Parts.Add(new Part
        {
            Id = part.Id,
            Case = handle,
            Compartment = part.Compartment,
            Blob = blob.Id,
            Length = blob.Length,
            Digest = blob.Digest,
        });
        step.Cases.Grants.AddRange(grants);
        try
        {
            var (logged, conflict) = await step.RecordAsync(received.Digest, cancel, token => ExistsAsync(step, id, token));
            if (logged is not null)
                return TypedResults.Ok(new Recorded(logged));
            blobs.Delete(blob.Id);
            return conflict!;
        }
        catch (DbUpdateException)
        {
            blobs.Delete(blob.Id);
            throw;
        }
    }

    private static async Task<Refusal?> ExistsAsync(CaseStep step, Id<Part> id, CancellationToken cancel) =>
        await step.Cases.Parts.AnyAsync(p => p.Id == id, cancel) ? Refusal.PartExists : null;

    /// <summary>Everyone who reads the case, each with their key of the directory, until their access ends.</summary>
    private static async Task<IReadOnlyDictionary<OpaqueId, Grantee>> ReadersAsync(CaseStep step, Id<Submission> handle, CancellationToken cancel)
    {
        var world = await step.WorldAsync(cancel);
        var people = CasePeople.Of(await step.Cases.GrantsInEffect(step.Now).AsNoTracking().Where(g => g.Case == handle).ToListAsync(cancel));
        var readers = new Dictionary<OpaqueId, Grantee>();
        foreach (var person in people)
        {
            // Who has left the directory reads nothing new.
            if (world.Find(MemberId.Parse(person.Member)) is { } listed)
                readers[listed.Id] = new Grantee(listed.Recipient, person.Ends);
        }

        return readers;
    }
}
