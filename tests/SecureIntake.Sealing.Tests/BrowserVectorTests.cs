using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using SecureIntake.Sealing.Receipt;
using SecureIntake.Sealing.Shares;
using Xunit;

namespace SecureIntake.Sealing.Tests;

/// <summary>What SecureIntake.Browser once sealed (<c>tests/vectors/browser</c>, <c>npm run vectors</c>) opens here, part by part.</summary>
public sealed class BrowserVectorTests
{
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllBytes(At("browser.json"))).RootElement;
    private static readonly JsonElement Submission = Vectors.GetProperty("submission");

    public static TheoryData<string, int> Parts()
    {
        var parts = new TheoryData<string, int>();
        foreach (var part in Submission.GetProperty("parts").EnumerateArray()) parts.Add(Text(part, "compartment"), Number(part));
        return parts;
    }

    [Fact]
    public void A_submission_has_the_parts_that_it_must() =>
        Assert.Equal(["account", "evidence", "mailbox", "share", "share", "share", "source"],
            Submission.GetProperty("parts").EnumerateArray().Select(part => Text(part, "compartment")).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Parts))]
    public void A_part_passes_the_structural_check_of_its_compartment_and_of_no_smaller_one(string compartment, int number)
    {
        var file = Sealed(compartment, number);
        Assert.True(StructuralCheck.IsPartHeader(file.AsSpan(0, StructuralCheck.HeaderLength), out _));
        Assert.True(StructuralCheck.IsPossibleLength(Named(compartment), file.Length));
        Assert.False(StructuralCheck.IsPossibleLength(Named(compartment), file.Length - 1));
    }

    [Fact]
    public void The_desk_opens_the_account_and_what_it_names()
    {
        using var desk = Identity(Submission, "deskSeed");
        var account = Open("account", 0, desk).RootElement;
        var named = account.GetProperty("parts").EnumerateArray().ToDictionary(part => Text(part, "part"), StringComparer.Ordinal);
        foreach (var part in Submission.GetProperty("parts").EnumerateArray().Where(part => Text(part, "compartment") != "account"))
        {
            var reference = named[Text(part, "part")];
            Assert.Equal(Text(part, "compartment"), Text(reference, "compartment"));
            var payload = Sealed(Text(part, "compartment"), Number(part)).AsSpan(StructuralCheck.HeaderLength);
            Assert.Equal(Text(reference, "payload"), Convert.ToBase64String(SHA256.HashData(payload)));
        }
        Assert.Equal("evidence.pdf", Text(Open("evidence", 0, desk).RootElement, "file"));
        Assert.Equal(Text(Submission, "evidence"), Convert.ToBase64String(Content("evidence", 0, desk)[1]));
        Assert.Equal(1, Open("mailbox", 0, desk).RootElement.GetProperty("v").GetInt32());
    }

    [Fact]
    public void Two_custodians_together_open_the_source_part_and_the_desk_does_not()
    {
        using var desk = Identity(Submission, "deskSeed");
        var account = Open("account", 0, desk).RootElement;
        var commitments = account.GetProperty("shares").GetProperty("commitments").EnumerateArray().ToArray();
        var shares = new List<byte[]>();
        foreach (var number in new[] { 3, 1 })
        {
            using var custodian = new HybridIdentity(Submission.GetProperty("custodianSeeds")[number - 1].GetBytesFromBase64());
            var held = Open("share", number, custodian).RootElement;
            Assert.True(OpaqueId.TryParse(Text(held, "part"), out var source));
            var share = held.GetProperty("share").GetBytesFromBase64();
            var commitment = ShareCommitment.Of(source, (byte)number, held.GetProperty("salt").GetBytesFromBase64(), share);
            Assert.Equal(Text(commitments[number - 1], "commitment"), Convert.ToBase64String(commitment));
            shares.Add(share);
        }

        Assert.True(SecretSharing.TryCombine(shares, out var seed));
        using var combined = new HybridIdentity(seed);
        var opened = Content("source", 0, combined);
        Assert.Equal(Text(Submission.GetProperty("source"), "name"), Text(JsonDocument.Parse(opened[0]).RootElement, "name"));
        Assert.Equal("SPECIMEN paper"u8.ToArray(), opened[1]);

        var file = Sealed("source", 0);
        Assert.True(Header.TryParse(file.AsSpan(0, StructuralCheck.HeaderLength), out var header, out _));
        Assert.False(desk.TryUnwrap(header, out _, out var why));
        Assert.Equal(OpenFailure.NotARecipient, why);
    }

    [Fact]
    public void The_receipt_s_digits_give_the_tag_of_the_commit_and_the_keys_of_the_mailbox()
    {
        Assert.True(ReceiptCode.TryParseDigits(Text(Submission, "digits"), out var code, out _));
        using (code)
        {
            using var commit = JsonDocument.Parse(Text(Submission, "commit"));
            Assert.Equal(Text(commit.RootElement, "tag"), Convert.ToBase64String(code.LogTag()));
            using var desk = Identity(Submission, "deskSeed");
            var mailbox = Open("mailbox", 0, desk).RootElement;
            Assert.Equal(Text(mailbox, "addressKey"), Convert.ToBase64String(code.MailboxKey()));
            Assert.Equal(Text(mailbox, "followUpKey"), Convert.ToBase64String(code.FollowUpMacKey()));
            using var reply = new HybridIdentity(code.ReplyIdentitySeed());
            Assert.Equal(Text(mailbox, "reply"), reply.Recipient.ToString());
            using var custodian = new HybridIdentity(Submission.GetProperty("custodianSeeds")[0].GetBytesFromBase64());
            var share = Open("share", 1, custodian).RootElement;
            Assert.Equal(Text(share, "noticeKey"), Convert.ToBase64String(code.NoticeKey()));
            Assert.Equal(Text(share, "part"), code.SourcePart().ToString());
        }
    }

    [Fact]
    public void The_card_that_the_browser_accepted_is_accepted()
    {
        Assert.True(OrganisationCard.TryParse(Encoding.UTF8.GetBytes(Submission.GetProperty("card").GetRawText()), out var card));
        Assert.True(card.TryVerify(Text(Submission, "fingerprint"), new DateOnly(2026, 11, 24), out _, out _));
    }

    [Fact]
    public void A_header_that_the_browser_re_addressed_opens_the_old_payload()
    {
        var readdressed = Vectors.GetProperty("readdressed");
        using var reader = Identity(readdressed, "seed");
        Assert.True(Header.TryParse(File.ReadAllBytes(At(Text(readdressed, "file"))), out var header, out _));
        Assert.Equal(StructuralCheck.HeaderLength, header.Length);
        Assert.Equal(Text(Submission, "evidence"), Convert.ToBase64String(Content("evidence", 0, reader, header)[1]));
    }

    [Fact]
    public void A_staff_key_s_seed_gives_the_signer_and_recipient_that_the_browser_derived()
    {
        var vector = Vectors.GetProperty("staffKey");
        using var key = new StaffKey(vector.GetProperty("seed").GetBytesFromBase64());
        Assert.Equal(Text(vector, "signer"), key.SigningKey.Signer.ToString());
        Assert.Equal(Text(vector, "recipient"), key.Identity.Recipient.ToString());
        Assert.True(OpaqueId.TryParse(Text(vector, "member"), out var id));
        Assert.Equal(Text(vector, "fingerprint"), new Member(id, [Role.Lead], key.Identity.Recipient, key.SigningKey.Signer).Fingerprint);
    }

    [Fact]
    public void Documents_that_a_member_signed_in_the_browser_are_sound_and_signed()
    {
        var documents = Vectors.GetProperty("documents");
        Assert.True(Signer.TryParse(Text(documents, "signer"), out var signer));
        var signedGrant = Document(documents, "grant");
        Assert.True(signedGrant.IsSignedBy(signer));
        Assert.True(signedGrant.TryRead<GrantDocument>(out var grant));
        Assert.True(HybridRecipient.TryParse(Text(documents, "grantRecipient"), out var recipient));
        Assert.Equal(new Bytes32(recipient.Digest), grant.Recipient);

        var signedLease = Document(documents, "lease");
        Assert.True(signedLease.IsSignedBy(signer));
        Assert.True(signedLease.TryRead<LeaseDocument>(out var lease));
        Assert.Equal([signedGrant.BodyDigest], lease.Grants);
    }

    private static SignedDocument Document(JsonElement documents, string name)
    {
        Assert.True(SignedDocument.TryParse(Encoding.UTF8.GetBytes(documents.GetProperty(name).GetRawText()), out var document));
        return document;
    }

    private static JsonDocument Open(string compartment, int number, HybridIdentity reader) => JsonDocument.Parse(Content(compartment, number, reader)[0]);

    private static byte[][] Content(string compartment, int number, HybridIdentity reader, Header? instead = null)
    {
        var file = Sealed(compartment, number);
        Assert.True(Header.TryParse(file.AsSpan(0, StructuralCheck.HeaderLength), out var header, out _));
        header = instead ?? header;
        var payload = file[StructuralCheck.HeaderLength..];
        Assert.True(reader.TryUnwrap(header, out var fileKey, out _));
        var commitment = new Bytes32(fileKey.Commitment());
        fileKey.Dispose();
        using var plaintext = new MemoryStream();
        Assert.True(PartOpener.TryOpen(reader, header, new MemoryStream(payload), new Bytes32(SHA256.HashData(payload)), commitment, plaintext, out _));
        Assert.True(PartContent.TryRead(Named(compartment), plaintext, out var content));
        return [.. content.Files.Select(content.Read)];
    }

    private static HybridIdentity Identity(JsonElement of, string seed) => new(of.GetProperty(seed).GetBytesFromBase64());

    private static Compartment Named(string name) => Compartment.TryParse(name, out var compartment) ? compartment : throw new InvalidDataException();

    private static byte[] Sealed(string compartment, int number) => File.ReadAllBytes(At(number == 0 ? $"{compartment}.age" : $"{compartment}{number}.age"));

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;

    private static int Number(JsonElement part) => part.TryGetProperty("number", out var number) ? number.GetInt32() : 0;

    private static string At(string file) => Repository.At("tests", "vectors", "browser", file);
}
