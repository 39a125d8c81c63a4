using System.Security.Cryptography;
using System.Text;
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

    private static byte[] Hex(string name) => Convert.FromHexString(Example[name]);

    private static Dictionary<string, string> Read()
    {
        var format = File.ReadAllText(Repository.At("src", "SecureIntake.Sealing", "FORMAT.md"));
        var block = format.Split("## 8. A worked example")[1].Split("```text\n")[1].Split("```")[0];
        return block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
