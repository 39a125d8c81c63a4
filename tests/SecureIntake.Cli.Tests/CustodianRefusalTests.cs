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

/// <summary>What no custodian answers: requests, proofs, keys and shares that are not what they say.</summary>
public sealed class CustodianRefusalTests : CustodianStage
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    [InlineData("\0")]
    public void What_is_no_request_at_all_is_refused(string text)
    {
        File.WriteAllText(At("request.json"), text);
        Refused(1, "request.json is not a request for a source");
    }

    [Fact]
    public void A_file_of_another_shape_is_refused()
    {
        Action<JsonObject>[] changes =
        [
            file => file["v"] = 2,
            file => file["note"] = "hello",
            file => file.Remove("proof"),
            file => file["entry"] = null,
            file => file["case"] = Specimen.Case.ToString().ToUpperInvariant(),
            file => file["publication"]!.AsObject().Remove("roster"),
            file => file["publication"]!["policy"]!["signatures"]!.AsArray().Add(null),
            file => file["shares"] = new JsonArray(),
            file => file["shares"]![0] = null,
            file => file["shares"]![0]!["number"] = 0,
            file => file["shares"]![0]!["number"] = 256,
            file => file["shares"]![0]!["header"] = Convert.ToBase64String(new byte[1626]),
            file => file["shares"]![0]!["payload"] = Convert.ToBase64String(new byte[16_415]),
            file => file["shares"]![0]!["payload"] = ((string)file["shares"]![0]!["payload"]!).Insert(4, " "),
        ];
        foreach (var change in changes)
        {
            var file = Specimen.Ask();
            change(file);
            Write(file);
            Refused(1, "request.json is not a request for a source");
        }
        var text = Specimen.Ask().ToJsonString();
        File.WriteAllText(At("request.json"), text.Insert(1, "\"v\":1,"));
        Refused(1, "request.json is not a request for a source");
    }

    [Fact]
    public void A_file_that_is_missing_or_too_large_is_said_to_be_so()
    {
        using (var file = File.OpenWrite(At("request.json"))) file.SetLength((8 << 20) + 1);
        Refused(1, "request.json is too large to be what it should be");
        File.Delete(At("request.json"));
        Refused(1, "no such file or folder: /folder/request.json");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 3, "the request is of another organisation than the fingerprint")]
    [InlineData("0000", 2, "--root is 64 lower-case hex digits")]
    public void Another_fingerprint_is_another_organisation(string root, int code, string words)
    {
        foreach (var answer in new[] { Run("inspect", "request.json", "--root", root), Run("approve", "request.json", "--root", root, "--key", "custodian-1", "--out", "answer.age", "--yes") })
        {
            Assert.Equal(code, answer.ExitCode);
            Assert.StartsWith($"! {words}\n", answer.Error, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(At("answer.age")));
    }

    [Fact]
    [Defends("T-33")]
    public void What_the_root_signed_must_be_whole_signed_and_of_today()
    {
        var other = JsonNode.Parse(Specimen.Publish().ToJson())!;
        RefusedAs(3, "policy, directory and roster in this file do not belong together", file => file["publication"]!["directory"] = other["directory"]!.DeepClone());
        RefusedAs(3, "who the members are is not signed by the organisation's root", file => file["publication"]!["directory"]!["signatures"]!.AsArray().RemoveAt(0));
        foreach (var issued in new[] { SpecimenCustody.Today.AddDays(-31), SpecimenCustody.Today.AddDays(2) })
        {
            RefusedAs(
                1, "what the root signed does not hold today: look at this computer's date, or ask the lead for a fresh file",
                file => file["publication"] = JsonNode.Parse(Specimen.Publish(issued: issued).ToJson()));
        }
    }

    [Fact]
    [Defends("T-33")]
    public void Only_a_lead_of_the_directory_asks_with_their_own_key()
    {
        var stranger = SpecimenCustody.NewPerson();
        using (stranger.Key)
        {
            Write(Specimen.Ask(by: stranger));
            Refused(3, $"who asks, {stranger.Id}, is not a member of the organisation");
            Write(Specimen.Ask(with: stranger.Key.SigningKey));
            Refused(3, $"the request is signed by another key than that of member {Specimen.Lead.Id}");
        }
        Write(Specimen.Ask(by: Specimen.Verifier));
        Refused(1, $"who asks, {Specimen.Verifier.Id}, is a member but no lead: only leads ask for a source");
        RefusedAs(3, "the signature of the request does not hold", file => file["entry"] = Changed((string)file["entry"]!, "\"purpose\":\"contact\"", "\"purpose\":\"protect\""));
    }

    [Fact]
    public void Nothing_but_a_request_for_a_source_is_answered()
    {
        const string words = "no request for a source is in this file (custody/v1): it is of something else";
        RefusedAs(1, words, file => file["entry"] = (string)file["entry"]! + " ");
        var stamp = new Stamp(SpecimenCustody.Now, LogId.Parse(Specimen.Lead.Id.ToString()), new Nonce(new byte[Nonce.Length]));
        var veto = new CustodyVetoed(stamp, LogId.Parse(Specimen.Case.ToString()), new Audit.Bytes32(new byte[32]));
        var signer = Specimen.Lead.Key.SigningKey;
        Write(Specimen.Write(Entry.WithSignature(veto, new Audit.Bytes32(signer.Signer.ToBytes()), signer.Sign(Entry.ToSign(veto))), Specimen.Publish()));
        Refused(1, words);
    }

    [Fact]
    [Defends("T-33")]
    public void The_log_must_hold_the_request_and_its_witnesses_must_have_seen_that()
    {
        var other = Specimen.Ask();
        RefusedAs(3, "the proof that the request stands in the log is damaged", file => file["proof"] = "c2sp.org/tlog-proof@v2" + ((string)file["proof"]!)[22..]);
        RefusedAs(3, "the request does not stand in the log specimen.example/log: the proof does not lead to it", file => file["proof"] = (string)other["proof"]!);
        Write(Specimen.Ask(witnesses: 1));
        Refused(3, "too few witnesses saw the request in the log; the root asks for 2 of (one.example, two.example)");
    }

    [Fact]
    [Defends("T-33")]
    public void The_file_is_of_the_case_that_the_lead_asks_for()
    {
        var other = OpaqueId.Create(RandomNumberGenerator.Fill);
        RefusedAs(3, $"the lead asks for case {Specimen.Case}, the file is of case {other}", file => file["case"] = other.ToString());
        RefusedAs(3, $"the lead asks for source {Specimen.Source}, the file is of source {other}", file => file["source"] = other.ToString());
        // In earnest for another case, and with that case's name on the file: the shares are of this one's source all the same.
        var elsewhere = Specimen.Ask(of: other, part: OpaqueId.Create(RandomNumberGenerator.Fill));
        elsewhere["case"] = other.ToString();
        Write(elsewhere);
        Assert.Equal(3, Inspect().ExitCode);
    }

    [Fact]
    [Defends("T-33")]
    public void A_request_ends_after_thirty_days_and_does_not_come_from_the_future()
    {
        var old = SpecimenCustody.Now.AddDays(-31);
        Write(Specimen.Ask(at: old));
        Refused(1, $"the request ended on {old.UtcDateTime.AddDays(30):yyyy-MM-dd}, 30 days after it was signed: the lead must make a new one");
        var future = SpecimenCustody.Now.AddMinutes(12);
        Write(Specimen.Ask(at: future));
        Refused(1, $"the request was signed in the future, on {future.UtcDateTime:yyyy-MM-dd}: look at this computer's clock");
        foreach (var at in new[] { SpecimenCustody.Now.AddDays(-29.9), SpecimenCustody.Now.AddMinutes(8) })
        {
            Write(Specimen.Ask(at: at));
            var seen = Inspect();
            Assert.True(seen.ExitCode == 0, seen.Error);
        }
    }

    [Fact]
    public void Each_share_is_there_once_and_its_header_is_one()
    {
        RefusedAs(1, "the file has two shares for custodian 1", file => file["shares"]![1]!["number"] = 1);
        RefusedAs(1, "the file has one share twice, the second time for custodian 2", file => file["shares"]![1]!["part"] = (string)file["shares"]![0]!["part"]!);
        RefusedAs(3, "the share for custodian 2 is damaged in its header", file => ChangeByte(file["shares"]![1]!, "header", 0));
    }

    [Fact]
    public void A_key_that_opens_no_share_gives_none()
    {
        using var stranger = HybridIdentity.Create(RandomNumberGenerator.Fill);
        File.WriteAllBytes(At("stranger"), KeyText.Write(stranger));
        File.WriteAllBytes(At("signer"), KeyText.Write(Specimen.Lead.Key.SigningKey));
        RefusedWith("stranger", 1, "this key opens none of the shares, and the root lists it for no custodian: is it the right key?");
        RefusedWith("signer", 1, "signer holds no custodian's key (AGE-SECRET-KEY-PQ-1…)");
        RefusedWith("missing", 1, "no such file or folder: /folder/missing");
        RefusedWith("root.fingerprint", 1, "root.fingerprint: line 1 is not a secret key");

        // Who became custodian 2 after this source was sealed.
        var file = Specimen.Ask();
        file["publication"] = JsonNode.Parse(Specimen.Publish([Specimen.Custodians[0], stranger, Specimen.Custodians[2]]).ToJson());
        Write(file);
        RefusedWith("stranger", 1, "this key opens none of the shares: that of custodian 2 was made for an earlier key");
        file["shares"]!.AsArray().RemoveAt(1);
        Write(file);
        RefusedWith("stranger", 1, "this key opens none of the shares: the file has none for custodian 2");
    }

    [Fact]
    [Defends("T-33")]
    public void A_share_that_is_not_what_is_asked_for_is_not_given()
    {
        var other = OpaqueId.Create(RandomNumberGenerator.Fill).ToString();
        RefusedShare("the share for custodian 1 is of another source than the one that is asked for", share => share["part"] = other);
        RefusedShare("the share for custodian 1 was made for custodian 2", share => share["number"] = 2);
        RefusedShare("the share for custodian 1 has another length than a share", share => share["share"] = Convert.ToBase64String(new byte[32]));
        RefusedShare("the share for custodian 1 stands at 0, where no share may", share => share["share"] = Convert.ToBase64String(new byte[33]));
        Action<JsonObject>[] changes =
        [
            share => share["v"] = 2, share => share["k"] = 1, share => share["k"] = 4, share => share["number"] = 4, share => share["number"] = 0,
            share => share["salt"] = Convert.ToBase64String(new byte[31]), share => share.Remove("noticeKey"), share => share["more"] = 1,
            share => share["share"] = ((string)share["share"]!).Insert(4, "\n"),
        ];
        Assert.All(changes, change => RefusedShare("what custodian 1 was given is not a share", change));
    }

    [Fact]
    public void A_share_that_was_changed_does_not_open()
    {
        RefusedAs(3, "the content was changed in chunk 0 (64 KiB from byte 0 on)", file => ChangeByte(file["shares"]![0]!, "payload", 1000), "custodian-1", inspects: true);
        // The last line of a header is its MAC.
        RefusedAs(3, "the header was changed after it was written", file => ChangeByte(file["shares"]![0]!, "header", 1610), "custodian-1", inspects: true);
    }

    private void RefusedShare(string words, Action<JsonObject> change)
    {
        var share = Specimen.SealShare(1, Specimen.Custodians[0].Recipient, change);
        RefusedAs(3, words, file => file["shares"]![0] = JsonSerializer.SerializeToNode(new { part = share.Part.ToString(), number = 1, header = share.Header, payload = share.Payload }), "custodian-1", inspects: true);
    }

    private void RefusedAs(int code, string words, Action<JsonObject> change, string key = "custodian-1", bool inspects = false)
    {
        var file = Specimen.Ask();
        change(file);
        Write(file);
        if (inspects) RefusedWith(key, code, words);
        else Refused(code, words);
    }

    /// <summary>Both commands find it, and none leaves a file.</summary>
    private void Refused(int code, string words)
    {
        Ends(Inspect(), code, words);
        RefusedWith("custodian-1", code, words);
    }

    /// <summary>The key shows it.</summary>
    private void RefusedWith(string key, int code, string words)
    {
        var before = Directory.EnumerateFileSystemEntries(Folder).Order(StringComparer.Ordinal).ToArray();
        Ends(Approve(key), code, words);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(Folder).Order(StringComparer.Ordinal));
    }

    private static void ChangeByte(JsonNode share, string member, int at)
    {
        var bytes = Convert.FromBase64String((string)share[member]!);
        // A header's MAC stays base64: one letter for another.
        bytes[at] = bytes[at] == 'A' ? (byte)'B' : (byte)'A';
        share[member] = Convert.ToBase64String(bytes);
    }
}
