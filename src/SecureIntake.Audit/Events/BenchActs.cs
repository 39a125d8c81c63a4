using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>A bench started with a fresh key.</summary>
/// <param name="Stamp">The common members; <c>by</c> is the bench.</param>
/// <param name="Run">The run that the key lives for.</param>
/// <param name="Document">Body digest of the bench document that names the key.</param>
public sealed record BenchStarted(Stamp Stamp, LogId Run, Bytes32 Document) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "bench/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => null;

    internal override Signer Signer => Signer.Bench;

    internal static BenchStarted Read(Members members) => new(Stamp.Read(members), members.Id("run"), members.Bytes32("document"));

    private protected override void WriteOwn(JsonObject members)
    {
        members["run"] = Run.ToString();
        members["document"] = Document.ToString();
    }
}

/// <summary>A stage ended.</summary>
/// <param name="Stamp">The common members; <c>by</c> is the bench.</param>
/// <param name="Case">The case.</param>
/// <param name="Run">The run of the stage.</param>
/// <param name="Stage">The stage's name.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Result">Body digest of the signed result.</param>
public sealed record StageFinished(Stamp Stamp, LogId Case, LogId Run, string Stage, StageOutcome Outcome, Bytes32 Result) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "stage/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => null;

    internal override Signer Signer => Signer.Bench;

    internal static StageFinished Read(Members members) => new(
        Stamp.Read(members), members.Id("case"), members.Id("run"), members.Word("stage"), members.OneOf<StageOutcome>("outcome"), members.Bytes32("result"));

    private protected override void WriteOwn(JsonObject members)
    {
        members["case"] = Case.ToString();
        members["run"] = Run.ToString();
        members["stage"] = Stage;
        members["outcome"] = Words.Of(Outcome);
        members["result"] = Result.ToString();
    }
}
