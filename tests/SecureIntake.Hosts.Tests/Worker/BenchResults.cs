using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Submissions;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>How a run ended, and what its readers find.</summary>
internal static class BenchResults
{
    /// <summary>Waits until a run has ended.</summary>
    public static Task<StageRun> EndAsync(this BenchOffice office, Id<StageRun> id) => office.EventuallyAsync(async cases =>
        await cases.StageRuns.AsNoTracking().SingleAsync(r => r.Id == id) is { State: StageState.Done or StageState.Failed } run ? run : null);

    /// <summary>The verified result of a run that has ended.</summary>
    public static ResultDocument Result(this BenchOffice office, StageRun run)
    {
        var bench = office.Introduced!;
        Assert.True(SignedDocument.TryParse(Encoding.UTF8.GetBytes(run.Result!), out var document));
        Assert.True(document.IsSignedBy(bench.Signer));
        Assert.True(document.TryRead<ResultDocument>(out var result));
        Assert.Equal((run.Id.Text, run.Lease.Text, bench.Bench), (result.Run.ToString(), result.Lease.ToString(), result.By));
        return result;
    }

    /// <summary>Opens an output as its reader's browser does: by a grant that the bench signed.</summary>
    public static async Task<PartContent> OpenAsync(this BenchOffice office, ResultDocument result, Compartment compartment, Person reader)
    {
        await using var cases = await office.CasesAsync();
        var output = Assert.Single(result.Outputs, o => o.Compartment == compartment);
        var id = Id<Part>.Parse(output.Part.ToString());
        var part = await cases.Parts.SingleAsync(p => p.Id == id);
        var grant = await cases.Grants.SingleAsync(g => g.Part == id && g.Grantee == reader.Id.ToString());
        var bench = office.Introduced!;
        Assert.True(SignedDocument.TryParse(Encoding.UTF8.GetBytes(grant.Document), out var document) && document.IsSignedBy(bench.Signer));
        Assert.True(document.TryRead<GrantDocument>(out var terms));
        Assert.Equal((reader.Id, GrantPurpose.Result, output.Payload, output.Commitment), (terms.Grantee, terms.Purpose, terms.Payload, terms.Commitment));
        var header = office.Gate.Open(grant.Header, document);
        using var payload = office.Blobs.OpenRead(part.Blob);
        var plaintext = new MemoryStream();
        Assert.True(PartOpener.TryOpen(reader.Key.Identity, header, payload, output.Payload, output.Commitment, plaintext, out var why), why.ToString());
        Assert.True(PartContent.TryRead(compartment, plaintext, out var content));
        return content;
    }
}
