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

/// <summary>A request for a source, from the lead's file to the opened source part, by the published program.</summary>
public sealed class CustodianTests : CustodianStage
{
    [Fact]
    public void Two_of_three_custodians_answer_and_the_source_opens()
    {
        Assert.All(new[] { 1, 3 }, number =>
        {
            var approved = Approve($"custodian-{number}", $"answer-{number}.age");
            Assert.True(approved.ExitCode == 0, approved.Error);
            Assert.Empty(approved.Output);
            Assert.Contains($"your key opens the share for custodian {number}\n", approved.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("note:", approved.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Specimen.Share(number)), approved.Error, StringComparison.Ordinal);
        });

        var held = new[] { 1, 3 }.Select(number => ReadAnswer($"answer-{number}.age", number)).ToArray();
        Assert.True(SourceKey.TryCombine(
            Specimen.Source, SpecimenCustody.K, Specimen.Commitments, held, Specimen.SealedSource.Header, out var key, out _, out _));
        using (key)
        {
            using var plaintext = new MemoryStream();
            using var payload = new MemoryStream(Specimen.SourcePayload);
            Assert.True(PartOpener.TryOpen(
                key, Specimen.SealedSource.Header, payload, new Bytes32(Specimen.SealedSource.PayloadDigest), new Bytes32(Specimen.SealedSource.Commitment), plaintext, out _));
            Assert.True(PartContent.TryRead(Compartment.Source, plaintext, out var content));
            Assert.Contains("Relative Specimenova", Encoding.UTF8.GetString(content.Read(content.Record)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Purpose.Contact, "to reach the source")]
    [InlineData(Purpose.Protect, "to protect someone in danger")]
    [InlineData(Purpose.Court, "for a court or a body of the UN")]
    public void Inspect_says_who_asks_for_what_and_why(Purpose purpose, string why)
    {
        var at = SpecimenCustody.Now.AddDays(-3);
        Write(Specimen.Ask(purpose: purpose, at: at));
        var seen = Inspect();
        Assert.True(seen.ExitCode == 0, seen.Error);
        var lead = Specimen.Publish().Directory.TryRead<DirectoryDocument>(out var directory) ? directory.Members[0] : null;
        Assert.Equal(
            $"""
            member {Specimen.Lead.Id}: lead; keys {lead!.Fingerprint}
            asks who the source of case {Specimen.Case} is, {why}; source part {Specimen.Source}
            signed {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, 3 days ago; ends {at.UtcDateTime.AddDays(30):yyyy-MM-dd'T'HH:mm:ss'Z'}
            entry 3 of the log specimen.example/log, cosigned by 2 witnesses: one.example, two.example (the root asks for 2 of (one.example, two.example))
            shares for custodians 1, 2, 3

            """, seen.Text);
    }

    [Fact]
    public void A_program_reads_the_same_as_JSON()
    {
        var seen = JsonNode.Parse(Inspect("--json").Text)!;
        Assert.Equal(
            ["member", "keys", "case", "purpose", "signed", "ends", "log", "entry", "leaf", "witnesses", "cosigned", "source", "shares"],
            seen.AsObject().Select(member => member.Key));
        Assert.Equal(("contact", 2, "[1,2,3]"), ((string)seen["purpose"]!, (int)seen["entry"]!, seen["shares"]!.ToJsonString()));
        var approved = JsonNode.Parse(Approve("custodian-2", "answer-2.age", "--json").Text)!;
        Assert.Equal((2, "answer-2.age"), ((int)approved["number"]!, (string)approved["answer"]!));
        Assert.Equal((string)seen["leaf"]!, (string)approved["leaf"]!);
    }

    [Theory]
    [InlineData("yes", 0)]
    [InlineData("Yes", 1)]
    [InlineData("y", 1)]
    [InlineData("", 1)]
    public void On_a_terminal_the_word_yes_is_agreement_and_nothing_else_is(string word, int code)
    {
        var line = $"secureintake custodian approve request.json --root {Specimen.RootFingerprint} --key custodian-1 --out answer-1.age";
        // Typed: script gives the command a terminal.
        var answer = Tool.Shell(Folder, $"echo '{word}' | script -qec '{line}' /dev/null");
        Assert.True(answer.ExitCode == code, answer.Text + answer.Error);
        Assert.Contains("Type yes to give your share", answer.Text, StringComparison.Ordinal);
        Assert.Equal(code == 0, File.Exists(At("answer-1.age")));
        if (code != 0) Assert.Contains("! you did not agree: nothing was opened, nothing was written", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_terminal_nobody_agrees_by_accident()
    {
        var answer = Run("approve", "request.json", "--root", Specimen.RootFingerprint, "--key", "custodian-1", "--out", "answer-1.age");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("asks who the source", answer.Error, StringComparison.Ordinal);
        Assert.EndsWith("! there is no terminal to ask you on: if you agree to the above, run this again with --yes\n", answer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("answer-1.age")));
    }

    [Fact]
    public void An_answer_overwrites_nothing()
    {
        File.WriteAllText(At("answer.age"), "an older one");
        var answer = Approve("custodian-1");
        Assert.Equal(1, answer.ExitCode);
        Assert.EndsWith("! answer.age exists already and stays as it is\n", answer.Error, StringComparison.Ordinal);
        Assert.Equal("an older one", File.ReadAllText(At("answer.age")));
    }

    /// <summary>Shares of older testimony belong to those who were custodians then, under the numbers of then.</summary>
    [Fact]
    public void A_custodian_who_was_replaced_or_renumbered_may_answer_and_is_told()
    {
        using var successor = HybridIdentity.Create(RandomNumberGenerator.Fill);
        var file = Specimen.Ask();
        file["publication"] = JsonNode.Parse(Specimen.Publish([successor, Specimen.Custodians[2]]).ToJson());
        Write(file);
        var seen = Inspect();
        Assert.Contains("shares for custodians 1, 2, 3\nnote: the root lists no custodian 3 today; the share is from a time when it did\n", seen.Text, StringComparison.Ordinal);

        var replaced = Approve("custodian-1", "answer-1.age");
        Assert.Contains("note: the root lists your key for no custodian today; this share was made for you as custodian 1.", replaced.Error, StringComparison.Ordinal);
        var renumbered = Approve("custodian-3", "answer-3.age");
        Assert.Contains("note: the root lists your key for custodian 2 today; this share was made for you as custodian 3\n", renumbered.Error, StringComparison.Ordinal);
        Assert.All(new[] { 1, 3 }, number => ReadAnswer($"answer-{number}.age", number));
    }

    private HeldShare ReadAnswer(string name, int number)
    {
        Assert.True(SmallFileOpening.TryOpen(File.ReadAllBytes(At(name)), Specimen.Lead.Key.Identity, out var plaintext, out _));
        var answer = JsonNode.Parse(plaintext)!.AsObject();
        Assert.Equal(CanonicalJson.Write(answer), plaintext);
        Assert.Equal(["case", "number", "part", "request", "salt", "share", "v"], answer.Select(member => member.Key));
        Assert.Equal(
            (Specimen.Case.ToString(), number, Specimen.Source.ToString(), 1),
            ((string)answer["case"]!, (int)answer["number"]!, (string)answer["part"]!, (int)answer["v"]!));
        var request = JsonNode.Parse(File.ReadAllBytes(At("request.json")))!;
        Assert.Equal(Rfc6962.Leaf(Encoding.UTF8.GetBytes((string)request["entry"]!)).ToString(), (string)answer["request"]!);
        return new HeldShare((byte)number, Convert.FromBase64String((string)answer["salt"]!), Convert.FromBase64String((string)answer["share"]!));
    }
}
