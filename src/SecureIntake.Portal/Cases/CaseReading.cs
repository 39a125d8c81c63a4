using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Custody;
using SecureIntake.Portal.Staff;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Cases;

/// <summary>Gathers the <see cref="CaseFacts"/> of a case for one member.</summary>
internal sealed class CaseReading(CasesContext cases, StaffContext staff, CustodyRequests custody, TimeProvider time)
{
    /// <summary>The facts; null where the case does not exist for this member.</summary>
    public async Task<CaseFacts?> ReadAsync(Id<Submission> @case, string member, bool isLead, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var standing = await cases.StandingAsync(member, isLead, @case, now, cancel);
        if (standing == Standing.None)
            return null;
        var parts = await cases.Parts.AsNoTracking().Where(p => p.Case == @case).ToListAsync(cancel);
        var grants = await cases.GrantsInEffect(now).AsNoTracking().Where(g => g.Case == @case).ToListAsync(cancel);
        var mine = await cases.PartsHeldBy(member, isLead, @case, now).Select(p => p.Id).ToHashSetAsync(cancel);
        return new CaseFacts(
            @case.Text, member, standing.ToString().ToLowerInvariant(),
            [.. parts.OrderBy(p => p.Id.Text, StringComparer.Ordinal).Select(p => FactOf(p, mine.Contains(p.Id)))],
            await PapersAsync(@case, parts, now, cancel),
            CasePeople.Of(grants),
            await staff.Members.AsNoTracking().ToDictionaryAsync(m => m.Id, m => m.UserName ?? "", StringComparer.Ordinal, cancel),
            standing == Standing.Reader ? [.. (await custody.StandingAsync(@case, cancel)).Select(request => FactOf(request, now))] : []);
    }

    private static CustodyFact FactOf(CustodyRequest request, DateTimeOffset now) => new(
        request.Act.Stamp.By.ToString(), request.Act.Purpose.ToString().ToLowerInvariant(), request.Act.Stamp.At.Machine(),
        request.StateAt(now).ToString().ToLowerInvariant(), request.AtGate?.From.Machine() ?? "", request.Until.Machine(),
        [.. request.VetoedBy.Select(by => by.ToString())]);

    private static PartFact FactOf(Part part, bool mine) =>
        new(part.Id.Text, part.Compartment, part.Number, part.Length, Convert.ToBase64String(part.Digest), mine);

    private async Task<IReadOnlyList<PaperFact>> PapersAsync(
        Id<Submission> @case, List<Part> parts, DateTimeOffset now, CancellationToken cancel)
    {
        // A run carries no time; the order of the leases in the log is the order of the runs.
        var runs = await (
            from run in cases.StageRuns.AsNoTracking()
            where run.Case == @case
            join lease in cases.Leases on run.Lease equals lease.Id
            join entry in cases.Outbox on lease.Entry equals entry.Digest
            join bench in cases.BenchRuns on lease.Run equals bench.Run into benches
            from bench in benches.DefaultIfEmpty()
            orderby entry.Index
            select new { Run = run, BenchLives = bench != null && bench.Expires > now }).ToListAsync(cancel);
        var byPaper = runs.ToLookup(r => r.Run.About, r => new RunFact(r.Run, r.BenchLives));
        return [.. parts
            .Where(p => p.Compartment == "evidence")
            .OrderBy(p => p.Id.Text, StringComparer.Ordinal)
            .Select(paper => PaperOf(paper, [.. byPaper[paper.Id]]))];
    }

    private static PaperFact PaperOf(Part paper, IReadOnlyList<RunFact> runs)
    {
        var newest = runs.Count == 0 ? null : runs[^1];
        var done = runs.LastOrDefault(r => r.Run.State == StageState.Done);
        // What stands counts even when a later run failed; what is under way counts most.
        var shown = newest is { IsActive: true } ? newest : done ?? newest;
        return new PaperFact(
            paper.Id.Text, paper.Length, shown?.Word ?? "none", shown?.Code ?? "",
            done is null ? [] : ResultsOf(done.Run));
    }

    private static IReadOnlyList<string> ResultsOf(StageRun run) =>
        run.Result is { } json
        && SignedDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document)
        && document.TryRead<ResultDocument>(out var result)
            ? [.. result.Outputs.Select(output => output.Part.ToString())]
            : [];

    /// <summary>A run and whether the bench that could finish it can still be there.</summary>
    private sealed record RunFact(StageRun Run, bool BenchLives)
    {
        public bool IsActive => Run.State is StageState.Waiting or StageState.Running && BenchLives;

        public string Word => Run.State is StageState.Waiting or StageState.Running && !BenchLives ? "failed" : Run.State.ToString().ToLowerInvariant();

        public string Code => Run.State is StageState.Waiting or StageState.Running && !BenchLives ? "bench.gone" : Run.Code;
    }
}
