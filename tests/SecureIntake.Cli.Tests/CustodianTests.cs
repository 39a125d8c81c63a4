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
public sealed class CustodianTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-custody-").FullName;
    private readonly string _office = Directory.CreateTempSubdirectory("secureintake-office-").FullName;
    private readonly SpecimenCustody _specimen;

    public CustodianTests()
    {
        _specimen = new SpecimenCustody(_office);
        _specimen.WriteFiles(_folder);
    }

    public void Dispose()
    {
        _specimen.Dispose();
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_office, recursive: true);
    }

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
            Assert.DoesNotContain(Convert.ToBase64String(_specimen.Share(number)), approved.Error, StringComparison.Ordinal);
        });

        var held = new[] { 1, 3 }.Select(number => ReadAnswer($"answer-{number}.age", number)).ToArray();
        Assert.True(SourceKey.TryCombine(
            _specimen.Source, SpecimenCustody.K, _specimen.Commitments, held, _specimen.SealedSource.Header, out var key, out _, out _));
        using (key)
        {
            using var plaintext = new MemoryStream();
            using var payload = new MemoryStream(_specimen.SourcePayload);
            Assert.True(PartOpener.TryOpen(
                key, _specimen.SealedSource.Header, payload, new Bytes32(_specimen.SealedSource.PayloadDigest), new Bytes32(_specimen.SealedSource.Commitment), plaintext, out _));
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
        Write(_specimen.Ask(purpose: purpose, at: at));
        var seen = Run("inspect", "request.json", "--root", _specimen.RootFingerprint);
        Assert.True(seen.ExitCode == 0, seen.Error);
        var lead = _specimen.Publish().Directory.TryRead<DirectoryDocument>(out var directory) ? directory.Members[0] : null;
        Assert.Equal(
            $"""
            member {_specimen.Lead.Id}: lead; keys {lead!.Fingerprint}
            asks who the source of case {_specimen.Case} is, {why}; source part {_specimen.Source}
            signed {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, 3 days ago; ends {at.UtcDateTime.AddDays(30):yyyy-MM-dd'T'HH:mm:ss'Z'}
            entry 3 of the log specimen.example/log, cosigned by 2 witnesses: one.example, two.example (the root asks for 2 of (one.example, two.example))
            shares for custodians 1, 2, 3

            """, seen.Text);
    }

    [Fact]
    public void A_program_reads_the_same_as_JSON()
    {
        var seen = JsonNode.Parse(Run("inspect", "request.json", "--root", _specimen.RootFingerprint, "--json").Text)!;
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
        var line = $"secureintake custodian approve request.json --root {_specimen.RootFingerprint} --key custodian-1 --out answer-1.age";
        // Typed: script gives the command a terminal.
        var answer = Tool.Shell(_folder, $"echo '{word}' | script -qec '{line}' /dev/null");
        Assert.True(answer.ExitCode == code, answer.Text + answer.Error);
        Assert.Contains("Type yes to give your share", answer.Text, StringComparison.Ordinal);
        Assert.Equal(code == 0, File.Exists(At("answer-1.age")));
        if (code != 0) Assert.Contains("! you did not agree: nothing was opened, nothing was written", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_terminal_nobody_agrees_by_accident()
    {
        var answer = Run("approve", "request.json", "--root", _specimen.RootFingerprint, "--key", "custodian-1", "--out", "answer-1.age");
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
            file => file["case"] = _specimen.Case.ToString().ToUpperInvariant(),
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
            var file = _specimen.Ask();
            change(file);
            Write(file);
            Refused(1, "request.json is not a request for a source");
        }
        var text = _specimen.Ask().ToJsonString();
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
        var other = JsonNode.Parse(_specimen.Publish().ToJson())!;
        RefusedAs(3, "policy, directory and roster in this file do not belong together", file => file["publication"]!["directory"] = other["directory"]!.DeepClone());
        RefusedAs(3, "who the members are is not signed by the organisation's root", file => file["publication"]!["directory"]!["signatures"]!.AsArray().RemoveAt(0));
        foreach (var issued in new[] { SpecimenCustody.Today.AddDays(-31), SpecimenCustody.Today.AddDays(2) })
        {
            RefusedAs(
                1, "what the root signed does not hold today: look at this computer's date, or ask the lead for a fresh file",
                file => file["publication"] = JsonNode.Parse(_specimen.Publish(issued: issued).ToJson()));
        }
    }

    [Fact]
    [Defends("T-33")]
    public void Only_a_lead_of_the_directory_asks_with_their_own_key()
    {
        var stranger = SpecimenCustody.NewPerson();
        using (stranger.Key)
        {
            Write(_specimen.Ask(by: stranger));
            Refused(3, $"who asks, {stranger.Id}, is not a member of the organisation");
            Write(_specimen.Ask(with: stranger.Key.SigningKey));
            Refused(3, $"the request is signed by another key than that of member {_specimen.Lead.Id}");
        }
        Write(_specimen.Ask(by: _specimen.Verifier));
        Refused(1, $"who asks, {_specimen.Verifier.Id}, is a member but no lead: only leads ask for a source");
        RefusedAs(3, "the signature of the request does not hold", file => file["entry"] = Changed((string)file["entry"]!, "\"purpose\":\"contact\"", "\"purpose\":\"protect\""));
    }

    [Fact]
    public void Nothing_but_a_request_for_a_source_is_answered()
    {
        const string words = "no request for a source is in this file (custody/v1): it is of something else";
        RefusedAs(1, words, file => file["entry"] = (string)file["entry"]! + " ");
        var stamp = new Stamp(SpecimenCustody.Now, LogId.Parse(_specimen.Lead.Id.ToString()), new Nonce(new byte[Nonce.Length]));
        var veto = new CustodyVetoed(stamp, LogId.Parse(_specimen.Case.ToString()), new Audit.Bytes32(new byte[32]));
        var signer = _specimen.Lead.Key.SigningKey;
        Write(_specimen.Write(Entry.WithSignature(veto, new Audit.Bytes32(signer.Signer.ToBytes()), signer.Sign(Entry.ToSign(veto))), _specimen.Publish()));
        Refused(1, words);
    }

    [Fact]
    [Defends("T-33")]
    public void The_log_must_hold_the_request_and_its_witnesses_must_have_seen_that()
    {
        var other = _specimen.Ask();
        RefusedAs(3, "the proof that the request stands in the log is damaged", file => file["proof"] = "c2sp.org/tlog-proof@v2" + ((string)file["proof"]!)[22..]);
        RefusedAs(3, "the request does not stand in the log specimen.example/log: the proof does not lead to it", file => file["proof"] = (string)other["proof"]!);
        Write(_specimen.Ask(witnesses: 1));
        Refused(3, "too few witnesses saw the request in the log; the root asks for 2 of (one.example, two.example)");
    }

    [Fact]
    [Defends("T-33")]
    public void The_file_is_of_the_case_that_the_lead_asks_for()
    {
        var other = OpaqueId.Create(RandomNumberGenerator.Fill);
        RefusedAs(3, $"the lead asks for case {_specimen.Case}, the file is of case {other}", file => file["case"] = other.ToString());
        RefusedAs(3, $"the lead asks for source {_specimen.Source}, the file is of source {other}", file => file["source"] = other.ToString());
        // In earnest for another case, and with that case's name on the file: the shares are of this one's source all the same.
        var elsewhere = _specimen.Ask(of: other, part: OpaqueId.Create(RandomNumberGenerator.Fill));
        elsewhere["case"] = other.ToString();
        Write(elsewhere);
        Assert.Equal(3, Run("inspect", "request.json", "--root", _specimen.RootFingerprint).ExitCode);
    }

    [Fact]
    [Defends("T-33")]
    public void A_request_ends_after_thirty_days_and_does_not_come_from_the_future()
    {
        var old = SpecimenCustody.Now.AddDays(-31);
        Write(_specimen.Ask(at: old));
        Refused(1, $"the request ended on {old.UtcDateTime.AddDays(30):yyyy-MM-dd}, 30 days after it was signed: the lead must make a new one");
        var future = SpecimenCustody.Now.AddMinutes(12);
        Write(_specimen.Ask(at: future));
        Refused(1, $"the request was signed in the future, on {future.UtcDateTime:yyyy-MM-dd}: look at this computer's clock");
        foreach (var at in new[] { SpecimenCustody.Now.AddDays(-29.9), SpecimenCustody.Now.AddMinutes(8) })
        {
            Write(_specimen.Ask(at: at));
            var seen = Run("inspect", "request.json", "--root", _specimen.RootFingerprint);
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
        File.WriteAllBytes(At("signer"), KeyText.Write(_specimen.Lead.Key.SigningKey));
        RefusedWith("stranger", 1, "this key opens none of the shares, and the root lists it for no custodian: is it the right key?");
        RefusedWith("signer", 1, "signer holds no custodian's key (AGE-SECRET-KEY-PQ-1…)");
        RefusedWith("missing", 1, "no such file or folder: /folder/missing");
        RefusedWith("root.fingerprint", 1, "root.fingerprint: line 1 is not a secret key");

        // Who became custodian 2 after this source was sealed.
        var file = _specimen.Ask();
        file["publication"] = JsonNode.Parse(_specimen.Publish([_specimen.Custodians[0], stranger, _specimen.Custodians[2]]).ToJson());
        Write(file);
        RefusedWith("stranger", 1, "this key opens none of the shares: that of custodian 2 was made for an earlier key");
        file["shares"]!.AsArray().RemoveAt(1);
        Write(file);
        RefusedWith("stranger", 1, "this key opens none of the shares: the file has none for custodian 2");
    }

    /// <summary>Shares of older testimony belong to those who were custodians then, under the numbers of then.</summary>
    [Fact]
    public void A_custodian_who_was_replaced_or_renumbered_may_answer_and_is_told()
    {
        using var successor = HybridIdentity.Create(RandomNumberGenerator.Fill);
        var file = _specimen.Ask();
        file["publication"] = JsonNode.Parse(_specimen.Publish([successor, _specimen.Custodians[2]]).ToJson());
        Write(file);
        var seen = Run("inspect", "request.json", "--root", _specimen.RootFingerprint);
        Assert.Contains("shares for custodians 1, 2, 3\nnote: the root lists no custodian 3 today; the share is from a time when it did\n", seen.Text, StringComparison.Ordinal);

        var replaced = Approve("custodian-1", "answer-1.age");
        Assert.Contains("note: the root lists your key for no custodian today; this share was made for you as custodian 1.", replaced.Error, StringComparison.Ordinal);
        var renumbered = Approve("custodian-3", "answer-3.age");
        Assert.Contains("note: the root lists your key for custodian 2 today; this share was made for you as custodian 3\n", renumbered.Error, StringComparison.Ordinal);
        Assert.All(new[] { 1, 3 }, number => ReadAnswer($"answer-{number}.age", number));
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

    [Fact]
    [Defends("T-33")]
    public void A_verified_copy_of_the_log_tells_of_vetoes_and_of_earlier_requests()
    {
        var file = _specimen.Ask();
        Write(file);
        _specimen.CopyLog(At("log"));
        var quiet = Run("inspect", "request.json", "--root", _specimen.RootFingerprint, "--log", "log");
        Assert.True(quiet.ExitCode == 0, quiet.Error);
        // One is asked for when the files are written.
        Assert.Contains("\nlog: 4 entries, all verified; its witnesses saw this state on ", quiet.Text, StringComparison.Ordinal);
        Assert.Contains($"\nentry 2: member {_specimen.Lead.Id} asked for this source on ", quiet.Text, StringComparison.Ordinal);
        Assert.Contains($"\nentry 3: member {_specimen.Lead.Id} asked for this source on ", quiet.Text, StringComparison.Ordinal);
        Assert.EndsWith("\nnobody has vetoed it, as far as this copy goes\n", quiet.Text, StringComparison.Ordinal);

        _specimen.Veto(file, _specimen.Verifier);
        _specimen.CopyLog(At("log-2"));
        var vetoed = Approve("custodian-1", "answer-1.age", "--log", "log-2");
        Assert.True(vetoed.ExitCode == 0, vetoed.Error);
        Assert.Contains($"\nentry 4: member {_specimen.Verifier.Id} VETOED that on ", vetoed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody has vetoed", vetoed.Error, StringComparison.Ordinal);
        var json = JsonNode.Parse(Run("inspect", "request.json", "--root", _specimen.RootFingerprint, "--log", "log-2", "--json").Text)!;
        Assert.Equal(4, json["history"]!.AsArray().Count);
    }

    [Fact]
    [Defends("T-33")]
    public void A_copy_of_the_log_that_is_old_changed_unseen_or_has_the_source_under_another_case_gives_nothing()
    {
        _specimen.CopyLog(At("before"));
        var file = _specimen.Ask();
        Write(file);
        _specimen.CopyLog(At("log"));
        RefusedBy("before", "this copy of the log does not hold the request: it is older, or another history");
        RefusedBy("unseen", "this copy of the log is not cosigned as the root asks: 2 of (one.example, two.example)", copy: () =>
        {
            _specimen.Ask();
            _specimen.CopyLog(At("unseen"), witnesses: 1);
        });
        var checkpoint = File.ReadAllText(At("log/checkpoint"));
        File.WriteAllText(At("log/checkpoint"), Changed(checkpoint, "specimen.example/log\n4\n", "specimen.example/log\n3\n"));
        RefusedBy("log", "this copy of the log does not verify; `audit verify` says where");
        var other = OpaqueId.Create(RandomNumberGenerator.Fill);
        RefusedBy("trick", $"entry 5 asks for the same source under another case, {other}: give nothing, and call an auditor", copy: () =>
        {
            _specimen.Ask(of: other);
            _specimen.CopyLog(At("trick"));
        });
        RefusedBy("nowhere", "no such folder: nowhere", 1);

        void RefusedBy(string log, string words, int code = 3, Action? copy = null)
        {
            copy?.Invoke();
            Ends(Run("inspect", "request.json", "--root", _specimen.RootFingerprint, "--log", log), code, words);
            Ends(Approve("custodian-1", "answer.age", "--log", log), code, words);
            Assert.False(File.Exists(At("answer.age")));
        }
    }

    private HeldShare ReadAnswer(string name, int number)
    {
        Assert.True(SmallFileOpening.TryOpen(File.ReadAllBytes(At(name)), _specimen.Lead.Key.Identity, out var plaintext, out _));
        var answer = JsonNode.Parse(plaintext)!.AsObject();
        Assert.Equal(CanonicalJson.Write(answer), plaintext);
        Assert.Equal(["case", "number", "part", "request", "salt", "share", "v"], answer.Select(member => member.Key));
        Assert.Equal(
            (_specimen.Case.ToString(), number, _specimen.Source.ToString(), 1),
            ((string)answer["case"]!, (int)answer["number"]!, (string)answer["part"]!, (int)answer["v"]!));
        var request = JsonNode.Parse(File.ReadAllBytes(At("request.json")))!;
        Assert.Equal(Rfc6962.Leaf(Encoding.UTF8.GetBytes((string)request["entry"]!)).ToString(), (string)answer["request"]!);
        return new HeldShare((byte)number, Convert.FromBase64String((string)answer["salt"]!), Convert.FromBase64String((string)answer["share"]!));
    }

    private Answer Run(params string[] arguments) => Tool.Run(_folder, ["custodian", .. arguments]);

    private Answer Approve(string key, string output = "answer.age", params string[] more) =>
        Run(["approve", "request.json", "--root", _specimen.RootFingerprint, "--key", key, "--out", output, "--yes", .. more]);

    private void RefusedShare(string words, Action<JsonObject> change)
    {
        var share = _specimen.SealShare(1, _specimen.Custodians[0].Recipient, change);
        RefusedAs(3, words, file => file["shares"]![0] = JsonSerializer.SerializeToNode(new { part = share.Part.ToString(), number = 1, header = share.Header, payload = share.Payload }), "custodian-1", inspects: true);
    }

    private void RefusedAs(int code, string words, Action<JsonObject> change, string key = "custodian-1", bool inspects = false)
    {
        var file = _specimen.Ask();
        change(file);
        Write(file);
        if (inspects) RefusedWith(key, code, words);
        else Refused(code, words);
    }

    /// <summary>Both commands find it, and none leaves a file.</summary>
    private void Refused(int code, string words)
    {
        Ends(Run("inspect", "request.json", "--root", _specimen.RootFingerprint), code, words);
        RefusedWith("custodian-1", code, words);
    }

    /// <summary>The key shows it.</summary>
    private void RefusedWith(string key, int code, string words)
    {
        var before = Directory.EnumerateFileSystemEntries(_folder).Order(StringComparer.Ordinal).ToArray();
        Ends(Approve(key), code, words);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_folder).Order(StringComparer.Ordinal));
    }

    private void Ends(Answer answer, int code, string words)
    {
        Assert.Empty(answer.Output);
        Assert.EndsWith($"! {words}\n", answer.Error.Replace(_folder, "/folder", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(code, answer.ExitCode);
    }

    private static string Changed(string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    private static void ChangeByte(JsonNode share, string member, int at)
    {
        var bytes = Convert.FromBase64String((string)share[member]!);
        // A header's MAC stays base64: one letter for another.
        bytes[at] = bytes[at] == 'A' ? (byte)'B' : (byte)'A';
        share[member] = Convert.ToBase64String(bytes);
    }

    private void Write(JsonObject file) => File.WriteAllText(At("request.json"), file.ToJsonString());

    private string At(string name) => Path.Combine(_folder, name);
}
