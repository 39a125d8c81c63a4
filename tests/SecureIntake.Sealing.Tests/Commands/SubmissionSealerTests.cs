using System.Text.Json;
using SecureIntake.Cli;
using SecureIntake.Cli.Submitting;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using SecureIntake.Sealing.Receipt;
using SecureIntake.Sealing.Shares;
using SecureIntake.Sealing.Tests.Documents;
using Xunit;

namespace SecureIntake.Sealing.Tests.Commands;

/// <summary>What <c>submit</c> seals opens for those it is meant for, and says what FORMAT.md §2 wants.</summary>
public sealed class SubmissionSealerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-submission-").FullName;
    private readonly SpecimenOrganisation _organisation = new();
    private readonly ReceiptCode _code = ReceiptCode.Create(new FixedRandom("submission/code").Fill);
    private readonly IReadOnlyList<SealedUpload> _uploads;
    private readonly JsonElement _account;

    public SubmissionSealerTests()
    {
        var told = Path.Combine(_folder, "told");
        var staging = Directory.CreateDirectory(Path.Combine(_folder, "sealed")).FullName;
        SpecimenTestimony.Write(told);
        Assert.True(_organisation.Card.TryVerify(_organisation.Root.Fingerprint, SpecimenOrganisation.Today, out var card, out _));
        _uploads = new SubmissionSealer(card, staging, new FixedRandom("submission").Fill).Seal(Testimony.Read(told), _code);
        _account = Open(Of(Compartment.Account).Single(), _organisation.DeskKey).Record;
    }

    public void Dispose()
    {
        _organisation.Dispose();
        _code.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<SealedUpload> Of(Compartment compartment) => _uploads.Where(upload => upload.Compartment == compartment);

    [Fact]
    public void Every_part_passes_the_check_that_intake_makes()
    {
        Assert.Equal(["account", "evidence", "evidence", "mailbox", "share", "share", "share", "source"],
            _uploads.Select(upload => upload.Compartment.Name).Order(StringComparer.Ordinal));
        foreach (var upload in _uploads)
        {
            var bytes = File.ReadAllBytes(upload.File);
            Assert.Equal(bytes.Length, upload.Length);
            Assert.True(StructuralCheck.IsPossibleLength(upload.Compartment, bytes.Length));
            Assert.True(StructuralCheck.IsPartHeader(bytes.AsSpan(0, StructuralCheck.HeaderLength), out _));
        }
    }

    [Fact]
    public void The_account_names_every_other_part_with_digest_and_commitment()
    {
        var named = _account.GetProperty("parts").EnumerateArray().ToDictionary(part => part.GetProperty("part").GetString()!);
        Assert.Equal(_uploads.Count - 1, named.Count);
        foreach (var upload in Of(Compartment.Evidence).Concat(Of(Compartment.Mailbox)))
        {
            var reference = named[upload.Part.ToString()];
            Assert.True(Bytes32.TryParse(reference.GetProperty("payload").GetString(), out var payload));
            Assert.True(Bytes32.TryParse(reference.GetProperty("commitment").GetString(), out var commitment));
            using var file = File.OpenRead(upload.File);
            Assert.True(Header.TryRead(file, out var header, out _));
            Assert.True(PartOpener.TryOpen(_organisation.DeskKey, header, file, payload, commitment, Stream.Null, out _));
        }
    }

    [Fact]
    public void Evidence_keeps_name_type_and_bytes()
    {
        var opened = Of(Compartment.Evidence).Select(upload => Open(upload, _organisation.DeskKey)).ToArray();
        Assert.Equal(["Passport of my brother.pdf", "voice"], opened.Select(part => part.Record.GetProperty("name").GetString()));
        Assert.Equal(["evidence.pdf", "evidence.bin"], opened.Select(part => part.Record.GetProperty("file").GetString()));
        Assert.Equal(["document", "other"], opened.Select(part => part.Record.GetProperty("kind").GetString()));
        Assert.Equal("%PDF-1.7 SPECIMEN"u8.ToArray(), opened[0].Files[1]);
        Assert.Equal(new byte[100_000], opened[1].Files[1]);
    }

    [Fact]
    public void The_desk_cannot_open_source_and_shares_but_two_custodians_can()
    {
        foreach (var upload in Of(Compartment.Source).Concat(Of(Compartment.Share)))
        {
            using var file = File.OpenRead(upload.File);
            Assert.True(Header.TryRead(file, out var header, out _));
            Assert.False(_organisation.DeskKey.TryUnwrap(header, out _, out var why));
            Assert.Equal(OpenFailure.NotARecipient, why);
        }

        var commitments = _account.GetProperty("shares").GetProperty("commitments").EnumerateArray().ToArray();
        var shares = new[] { 3, 1 }.Select(number =>
        {
            var record = Open(Of(Compartment.Share).Single(upload => upload.Number == number), _organisation.Custodians[number - 1]).Record;
            Assert.Equal(Convert.ToBase64String(_code.NoticeKey()), record.GetProperty("noticeKey").GetString());
            Assert.True(SecretSharing.TryParseShare(record.GetProperty("share").GetString()!, out var share));
            var expected = commitments.Single(commitment => commitment.GetProperty("number").GetInt32() == number).GetProperty("commitment").GetString();
            var source = Of(Compartment.Source).Single().Part;
            Assert.Equal(_code.SourcePart(), source);
            Assert.Equal(source.ToString(), record.GetProperty("part").GetString());
            Assert.Equal(expected, Convert.ToBase64String(ShareCommitment.Of(source, (byte)number, record.GetProperty("salt").GetBytesFromBase64(), share)));
            return share;
        }).ToArray();

        Assert.True(SecretSharing.TryCombine(shares, out var seed));
        using var identity = new HybridIdentity(seed);
        var opened = Open(Of(Compartment.Source).Single(), identity);
        Assert.Equal("Relative Specimenova", opened.Record.GetProperty("name").GetString());
        Assert.Equal(["paper-1.jpg", "paper-2.pdf"], opened.Record.GetProperty("papers").EnumerateArray().Select(paper => paper.GetProperty("file").GetString()));
        Assert.Equal(3, opened.Files.Count);
    }

    [Fact]
    public void Replies_go_to_who_has_the_receipt_code()
    {
        var record = Open(Of(Compartment.Mailbox).Single(), _organisation.DeskKey).Record;
        using var reply = new HybridIdentity(_code.ReplyIdentitySeed());
        Assert.Equal(reply.Recipient.ToString(), record.GetProperty("reply").GetString());
        Assert.Equal(Convert.ToBase64String(_code.MailboxKey()), record.GetProperty("addressKey").GetString());
        Assert.Equal(Convert.ToBase64String(_code.FollowUpMacKey()), record.GetProperty("followUpKey").GetString());
    }

    [Fact]
    public void Unanswered_consent_is_no_and_the_rest_is_as_told()
    {
        var uses = _account.GetProperty("consent").GetProperty("uses").EnumerateObject().ToDictionary(use => use.Name, use => use.Value.GetString());
        Assert.Equal(Consent.AllUses, uses.Keys);
        Assert.Equal(("yes", "no", "after:2030-01-01"), (uses["keep"], uses["courts"], uses["press"]));
        Assert.Equal("month", _account.GetProperty("subject").GetProperty("birth").GetProperty("precision").GetString());
        Assert.False(_account.GetProperty("subject").TryGetProperty("sex", out _));
        Assert.Equal("withheld", _account.GetProperty("unsaid").GetProperty("subject.profession").GetString());
    }

    [Fact]
    public void Where_the_account_repeats_the_source_is_marked_without_the_value()
    {
        Assert.Equal(
            [("narrative", 10, 20, "name"), ("knowledge.0.detail", 5, 8, "name")],
            _account.GetProperty("marks").EnumerateArray().Select(mark => (mark.GetProperty("field").GetString(),
                mark.GetProperty("offset").GetInt32(), mark.GetProperty("length").GetInt32(), mark.GetProperty("class").GetString())));
    }

    [Fact]
    public void An_anonymous_submission_has_parts_of_the_same_number_and_lengths()
    {
        var told = Path.Combine(_folder, "anonymous");
        SpecimenTestimony.Write(told);
        File.Delete(Path.Combine(told, "source.json"));
        Directory.Delete(Path.Combine(told, "papers"), recursive: true);
        var staging = Directory.CreateDirectory(Path.Combine(_folder, "sealed-anonymous")).FullName;
        Assert.True(_organisation.Card.TryVerify(_organisation.Root.Fingerprint, SpecimenOrganisation.Today, out var card, out _));
        var anonymous = new SubmissionSealer(card, staging, new FixedRandom("anonymous").Fill).Seal(Testimony.Read(told), _code);
        Assert.Equal(_uploads.Select(upload => (upload.Compartment, upload.Number, upload.Length)), anonymous.Select(upload => (upload.Compartment, upload.Number, upload.Length)));
    }

    [Theory]
    [InlineData("account.json", "{}", "account.json: $ on line 1 is not as FORMAT.md says")]
    [InlineData("account.json", "{ \"v\": 1, \"langauge\": \"en\" }", "account.json: $.langauge on line 1 is not as FORMAT.md says")]
    [InlineData("source.json", "{ \"anonymous\": true, \"relation\": \"brother\" }", "source.json: $.relation on line 1 is not as FORMAT.md says")]
    public void A_record_that_is_not_as_the_format_says_is_named_by_its_place_and_not_sealed(string file, string json, string words)
    {
        var told = Path.Combine(_folder, "wrong");
        SpecimenTestimony.Write(told);
        File.WriteAllText(Path.Combine(told, file), json);
        Assert.Equal(words, Assert.Throws<CommandFailedException>(() => Testimony.Read(told)).Message);
    }

    [Theory, InlineData("sell", "yes"), InlineData("un", "maybe"), InlineData("un", "after:soon")]
    public void Consent_that_nobody_asked_for_is_refused(string use, string value)
    {
        var told = Path.Combine(_folder, "consent");
        SpecimenTestimony.Write(told);
        File.WriteAllText(Path.Combine(told, "account.json"), SpecimenTestimony.AccountJson.Replace("\"keep\": \"yes\"", $"\"{use}\": \"{value}\"", StringComparison.Ordinal));
        Assert.Throws<CommandFailedException>(() => Testimony.Read(told));
    }

    [Fact]
    public void Papers_that_do_not_fit_the_source_part_are_refused_before_anything_is_sent()
    {
        var told = Path.Combine(_folder, "large");
        SpecimenTestimony.Write(told);
        File.WriteAllBytes(Path.Combine(told, "papers", "large.png"), new byte[262_144]);
        var staging = Directory.CreateDirectory(Path.Combine(_folder, "sealed-large")).FullName;
        Assert.True(_organisation.Card.TryVerify(_organisation.Root.Fingerprint, SpecimenOrganisation.Today, out var card, out _));
        Assert.Throws<CommandFailedException>(() => new SubmissionSealer(card, staging, new FixedRandom("large").Fill).Seal(Testimony.Read(told), _code));
    }

    private static (JsonElement Record, IReadOnlyList<byte[]> Files) Open(SealedUpload upload, HybridIdentity identity)
    {
        using var file = File.OpenRead(upload.File);
        Assert.True(Header.TryRead(file, out var header, out _));
        Assert.True(identity.TryUnwrap(header, out var fileKey, out _));
        using (fileKey)
        {
            using var plaintext = new MemoryStream();
            using var reader = new PayloadReader(fileKey, file);
            Assert.True(reader.TryCopyTo(plaintext, out _));
            Assert.True(PartContent.TryRead(upload.Compartment, plaintext, out var content));
            return (JsonDocument.Parse(content.Read(content.Record)).RootElement, [.. content.Files.Select(content.Read)]);
        }
    }
}
