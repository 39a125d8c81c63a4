using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Receipt;
using SecureIntake.Sealing.Shares;
using Xunit;

namespace SecureIntake.Sealing.Tests.Vectors;

/// <summary>The worked example of FORMAT.md is true.</summary>
public class WorkedExampleTests
{
    private static readonly Dictionary<string, string> Example = Read();

    [Fact]
    public void Payload_and_commitment()
    {
        using var fileKey = FileKey.FromBytes(Hex("file key"));
        using var output = new MemoryStream();
        using var writer = new PayloadWriter(fileKey, output, Hex("payload nonce").CopyTo);
        writer.Write(Encoding.UTF8.GetBytes(Example["plaintext"]));
        Assert.Equal(Example["payload digest"], Convert.ToBase64String(writer.Complete()));
        Assert.Equal(Example["payload"], Convert.ToHexStringLower(output.ToArray()));
        Assert.Equal(Example["commitment"], Convert.ToBase64String(fileKey.Commitment()));
    }

    [Fact]
    public void Receipt_code()
    {
        using var code = ReceiptCode.Create(Hex("receipt code").CopyTo);
        Assert.Equal(Example["receipt digits"], code.ToDigits());
        Assert.Equal(Example["log tag"], Convert.ToBase64String(code.LogTag()));
    }

    [Fact]
    public void Share_commitment() => Assert.Equal(
        Example["share commitment"],
        Convert.ToBase64String(ShareCommitment.Of(OpaqueId.FromBytes(Hex("source part")), byte.Parse(Example["share number"]), Hex("share salt"), Hex("share"))));

    [Fact]
    public void Root_and_signature()
    {
        var keys = Example["root seeds"].Split(' ').Select(seed => new SigningKey(Convert.FromHexString(seed))).ToArray();
        var root = Root.Of(int.Parse(Example["root threshold"]), keys.Select(key => key.Signer));
        Assert.Equal(Example["root keys"], string.Join(' ', root.Keys));
        Assert.Equal(Example["root fingerprint"], root.Fingerprint);
        var document = keys[0].Sign(new SignedDocument("desk/v1", Example["desk body"], []));
        Assert.Equal(Example["desk signature by the first root seed"], Convert.ToBase64String(document.Signatures[0].Signature));
    }

    [Fact]
    public void Grant()
    {
        var body = Example["grant body"];
        var document = new SignedDocument("grant/v1", body,
            [new DocumentSignature(new SigningKey(Convert.FromHexString(Example["root seeds"].Split(' ')[0])).Signer, Convert.FromBase64String(Example["grant signature by the first root seed"]))]);
        Assert.True(document.IsSignedBy(document.Signatures[0].Key));
        Assert.Equal(Example["grant body digest"], document.BodyDigest.ToString());
        Assert.True(document.TryRead<GrantDocument>(out var grant));
        Assert.Equal(body, SignedDocument.Unsigned(grant).Body);
        using var grantee = new HybridIdentity(Hex("grantee seed"));
        Assert.Equal(new Bytes32(grantee.Recipient.Digest), grant.Recipient);
        Assert.Equal((Example["payload digest"], Example["commitment"]), (grant.Payload.ToString(), grant.Commitment.ToString()));
    }

    [Theory, InlineData("policy"), InlineData("directory"), InlineData("desk")]
    public void Documents_in_the_vectors(string kind)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Repository.At("tests", "vectors", "documents.json")));
        var found = vectors.RootElement.GetProperty("documents").EnumerateArray().First(entry => entry.GetProperty("kind").GetString() == kind + "/v1");
        Assert.True(SignedDocument.TryParse(Encoding.UTF8.GetBytes(found.GetProperty("document").GetRawText()), out var document));
        Assert.Equal(Example[$"{kind} body digest in tests/vectors/documents.json"], document.BodyDigest.ToString());
    }

    private static byte[] Hex(string name) => Convert.FromHexString(Example[name]);

    private static Dictionary<string, string> Read()
    {
        var format = File.ReadAllText(Repository.At("src", "SecureIntake.Sealing", "FORMAT.md"));
        var block = format.Split("## 9. A worked example")[1].Split("```text\n")[1].Split("```")[0];
        return block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
