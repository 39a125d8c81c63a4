using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;
using Member = SecureIntake.Sealing.Documents.Member;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Portal.Cases;

/// <summary>
/// A reader of the case leases one paper to a bench run for one stage (stop 6). The lease names who may read what comes out; the worker seals
/// to exactly those, and waits until the log holds the act.
/// </summary>
internal static class Leasing
{
    public static async Task<IResult> LeaseAsync(
        Id<Submission> handle, LeaseBody body, HttpContext context, CaseStep step, RandomNumberGenerator random, CancellationToken cancel)
    {
        if (await step.StandingAsync(context.User, handle, cancel) != Standing.Reader)
            return Refusal.NotFound;
        var received = await step.ReceiveAsync<PartsLeased>(context.User, body.ToEnvelope(), handle, act => act.Case, cancel);
        if (!received.Accepted)
            return received.Refusal;
        if (await BenchAsync(step, received.Act, cancel) is not { } bench)
            return Refusal.BenchGone;

        var lead = await step.ListedAsync(context.User, cancel);
        var parts = await step.Cases.PartsHeldBy(lead.Id.ToString(), isLead: false, handle, step.Now)
            .Where(p => p.Compartment == "evidence" || p.Compartment == "keyed").AsNoTracking().Select(p => GivenPart.Of(p)).ToDictionaryAsync(p => p.Id.AsOpaque(), cancel);
        var terms = new GrantTerms(
            handle, lead, GrantPurpose.Examine, parts, [],
            new Dictionary<OpaqueId, Grantee> { [bench.Run] = new(bench.Recipient, bench.Expires) },
            await step.GatesAsync(cancel));
        if (GrantCheck.Check(body.Grants, received.Act.Grants.Select(g => g.ToString()), terms, step.Now, received.Digest, out var grants) is { } refusal)
            return refusal;
        // The bench holds one paper at a time.
        if (grants.Where(g => parts[g.Part.AsOpaque()].Compartment == "evidence").ToList() is not [{ Part: var paper }])
            return Refusal.GrantMissing;
        if (!TryReadLease(body, received.Act, handle, lead, bench, out var document, out var lease))
            return Refusal.LeaseMalformed;
        if (!await ReadersMatchAsync(step, handle, lease, cancel))
            return Refusal.LeaseReaders;
        if (await UnderWayAsync(step, paper, cancel) is { } before)
        {
            if (before.BenchLives)
                return Refusal.StageActive;
            End(before.Run);
        }

        var id = lease.Lease.As<Lease>();
        step.Cases.Grants.AddRange(grants);
        step.Cases.Leases.Add(new Lease
        {
            Id = id,
            Case = handle,
            Run = bench.Run.As<BenchRun>(),
            Document = Encoding.UTF8.GetString(document.ToJson()),
            Entry = received.Digest,
        });
        step.Cases.StageRuns.Add(new StageRun { Id = Id<StageRun>.New(random), Lease = id, Case = handle, About = paper, Stage = StageName.Examine });
        return await step.AnswerAsync(received.Digest, cancel, async token =>
            await UnderWayAsync(step, paper, token) is { BenchLives: true } ? Refusal.StageActive : null);
    }

    /// <summary>The bench run that the act names, if a bench of the directory signed it and it holds now.</summary>
    private static async Task<BenchDocument?> BenchAsync(CaseStep step, PartsLeased act, CancellationToken cancel)
    {
        var run = Id<BenchRun>.Parse(act.Run.ToString());
        var row = await step.Cases.BenchRuns.AsNoTracking().SingleOrDefaultAsync(b => b.Run == run, cancel);
        if (row is null || !SignedDocument.TryParse(Encoding.UTF8.GetBytes(row.Document), out var document)
            || !document.TryRead<BenchDocument>(out var bench) || bench.Run.ToString() != row.Run.Text)
            return null;
        var signer = (await step.WorldAsync(cancel)).Directory.Benches.SingleOrDefault(b => b.Bench == bench.Bench)?.Signer;
        return signer is not null && document.IsSignedBy(signer) && bench.HoldsAt(step.Now) ? bench : null;
    }

    private static bool TryReadLease(
        LeaseBody body, PartsLeased act, Id<Submission> handle, Member lead, BenchDocument bench,
        out SignedDocument document, out LeaseDocument lease)
    {
        lease = null!;
        return SignedDocument.TryParse(Encoding.UTF8.GetBytes(body.Lease.GetRawText()), out document!)
            && document.TryRead(out lease!)
            && document.Signatures.Count == 1 && document.IsSignedBy(lead.Signer)
            && document.BodyDigest.ToString() == act.Lease.ToString()
            && lease.By == lead.Id && lease.Case == handle.AsOpaque() && lease.Run == bench.Run
            && lease.Stage == StageName.Examine && act.Stage == StageName.Examine
            && lease.Expires <= bench.Expires
            && lease.Grants.Select(g => g.ToString()).SequenceEqual(act.Grants.Select(g => g.ToString()), StringComparer.Ordinal);
    }

    /// <summary>Whether the lease names all who read the case, nobody else, and each with the key that the directory gives them.</summary>
    private static async Task<bool> ReadersMatchAsync(CaseStep step, Id<Submission> handle, LeaseDocument lease, CancellationToken cancel)
    {
        var world = await step.WorldAsync(cancel);
        var grants = await step.Cases.GrantsInEffect(step.Now).AsNoTracking().Where(g => g.Case == handle).ToListAsync(cancel);
        var people = CasePeople.Of(grants).Select(p => p.Member).Where(m => world.Find(MemberId.Parse(m)) is not null).ToHashSet(StringComparer.Ordinal);
        return people.SetEquals(lease.Readers.Select(r => r.Member.ToString()))
            && lease.Readers.All(r => world.Find(r.Member.As<SecureIntake.Cases.Staff.Member>())!.Recipient.Equals(r.Recipient));
    }

    /// <summary>The run about this paper that waits or runs, and whether its bench can still be there. The database holds that there is one at most.</summary>
    private static async Task<RunUnderWay?> UnderWayAsync(CaseStep step, Id<Part> paper, CancellationToken cancel)
    {
        var now = step.Now;
        // One query: between two, another lead's lease could be taken for the abandoned one.
        return await (
            from run in step.Cases.StageRuns
            where run.About == paper && run.Stage == StageName.Examine && (run.State == StageState.Waiting || run.State == StageState.Running)
            join lease in step.Cases.Leases on run.Lease equals lease.Id
            select new RunUnderWay(run, step.Cases.BenchRuns.Any(bench => bench.Run == lease.Run && bench.Expires > now)))
            .SingleOrDefaultAsync(cancel);
    }

    /// <summary>
    /// Ends a run whose bench is gone. The new one takes its place in the same transaction: should the bench come back after all, it finds
    /// its work ended, and the paper is not examined twice.
    /// </summary>
    private static void End(StageRun run)
    {
        (run.State, run.Code) = (StageState.Failed, Refusal.BenchGone.Code);
        run.Version++;
    }

    private sealed record RunUnderWay(StageRun Run, bool BenchLives);
}
