using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Cli.Tests;

/// <summary>What a custodian learns from a copy of the log beside the request.</summary>
public sealed class CustodianLogTests : CustodianStage
{
    [Fact]
    [Defends("T-33")]
    public void A_verified_copy_of_the_log_tells_of_vetoes_and_of_earlier_requests()
    {
        var file = Specimen.Ask();
        Write(file);
        Specimen.CopyLog(At("log"));
        var quiet = Inspect("--log", "log");
        Assert.True(quiet.ExitCode == 0, quiet.Error);
        // One is asked for when the files are written.
        Assert.Contains("\nlog: 4 entries, all verified; its witnesses saw this state on ", quiet.Text, StringComparison.Ordinal);
        Assert.Contains($"\nentry 2: member {Specimen.Lead.Id} asked for this source, to reach the source, on ", quiet.Text, StringComparison.Ordinal);
        Assert.Contains($"\nentry 3: member {Specimen.Lead.Id} asked for this source, to reach the source, on ", quiet.Text, StringComparison.Ordinal);
        Assert.EndsWith("\nnobody has vetoed it, as far as this copy goes\n", quiet.Text, StringComparison.Ordinal);

        Specimen.Veto(file, Specimen.Verifier);
        Specimen.CopyLog(At("log-2"));
        var vetoed = Approve("custodian-1", "answer-1.age", "--log", "log-2");
        Assert.True(vetoed.ExitCode == 0, vetoed.Error);
        Assert.Contains($"\nentry 4: member {Specimen.Verifier.Id} VETOED that on ", vetoed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody has vetoed", vetoed.Error, StringComparison.Ordinal);
        var json = JsonNode.Parse(Inspect("--log", "log-2", "--json").Text)!;
        Assert.Equal(4, json["history"]!.AsArray().Count);
    }

    [Fact]
    [Defends("T-36")]
    public void A_lead_who_is_locked_out_since_is_given_nothing()
    {
        var file = Specimen.Ask();
        Write(file);
        Specimen.LockOut(Specimen.Lead, Specimen.Verifier);
        Specimen.CopyLog(At("log"));
        string words = $"member {Specimen.Lead.Id}, who asks, is locked out: give nothing until two others have lifted that";
        Ends(Inspect("--log", "log"), 1, words);
        Ends(Approve("custodian-1", "answer.age", "--log", "log"), 1, words);
        Assert.False(File.Exists(At("answer.age")));
    }

    [Fact]
    [Defends("T-33")]
    public void A_copy_of_the_log_that_is_old_changed_unseen_or_has_the_source_under_another_case_gives_nothing()
    {
        Specimen.CopyLog(At("before"));
        var file = Specimen.Ask();
        Write(file);
        Specimen.CopyLog(At("log"));
        RefusedBy("before", "this copy of the log does not hold the request: it is older, or another history");
        RefusedBy("unseen", "this copy of the log is not cosigned as the root asks: 2 of (one.example, two.example)", copy: () =>
        {
            Specimen.Ask();
            Specimen.CopyLog(At("unseen"), witnesses: 1);
        });
        var checkpoint = File.ReadAllText(At("log/checkpoint"));
        File.WriteAllText(At("log/checkpoint"), Changed(checkpoint, "specimen.example/log\n4\n", "specimen.example/log\n3\n"));
        RefusedBy("log", "this copy of the log does not verify; `audit verify` says where");
        var other = OpaqueId.Create(RandomNumberGenerator.Fill);
        RefusedBy("trick", $"entry 5 asks for the same source under another case, {other}: give nothing, and call an auditor", copy: () =>
        {
            Specimen.Ask(of: other);
            Specimen.CopyLog(At("trick"));
        });
        RefusedBy("nowhere", "no such folder: nowhere", 1);

        void RefusedBy(string log, string words, int code = 3, Action? copy = null)
        {
            copy?.Invoke();
            Ends(Inspect("--log", log), code, words);
            Ends(Approve("custodian-1", "answer.age", "--log", log), code, words);
            Assert.False(File.Exists(At("answer.age")));
        }
    }
}
