using System.Security.Cryptography;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

/// <summary>The age vector kit, whole: what a file opens to, or how it fails, with the identities that the kit gives.</summary>
public class AgeVectorTests
{
    public static TheoryData<string> Names => [.. AgeVectors.All.Keys];

    [Fact]
    public void The_kit_is_whole()
    {
        Assert.Equal(143, Names.Count);
        Assert.Equal(
            [("HMAC failure", 1), ("armor failure", 22), ("header failure", 62), ("no match", 13), ("payload failure", 19), ("success", 26)],
            AgeVectors.All.Values.CountBy(vector => vector.Expect).Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public void A_kit_that_lacks_a_vector_is_refused()
    {
        var module = File.ReadAllText(AgeVectors.Module);
        var cut = module.Replace("// ../testdata/x25519\n", "// elsewhere\n", StringComparison.Ordinal);
        Assert.Equal(143, AgeVectors.Read(module).Count);
        Assert.Contains("142", Assert.Throws<InvalidDataException>(() => AgeVectors.Read(cut)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_file_opens_or_fails_as_the_kit_says(string name) => Run(name, (FileKey fileKey, Stream payload, Stream plaintext, out OpenFailure why) =>
    {
        using var reader = new PayloadReader(fileKey, payload);
        return reader.TryCopyTo(plaintext, out why);
    });

    [Theory, MemberData(nameof(Names))]
    public void It_does_so_on_all_cores(string name) => Run(name, (FileKey fileKey, Stream payload, Stream plaintext, out OpenFailure why) =>
        PayloadOpening.TryOpen(fileKey, payload, plaintext, out why, out _));

    private delegate bool OpenPayload(FileKey fileKey, Stream payload, Stream plaintext, out OpenFailure why);

    private static void Run(string name, OpenPayload open)
    {
        var vector = AgeVectors.All[name];
        using var input = new MemoryStream(vector.File);
        using var plaintext = new MemoryStream();
        Assert.Equal(vector.Expect, Open(vector, input, plaintext, open));
        if (vector.PlaintextDigest is { } digest) Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(plaintext.ToArray())));
    }

    [Theory, MemberData(nameof(Names))]
    public void Only_armor_is_taken_for_armor(string name)
    {
        var vector = AgeVectors.All[name];
        if (vector.File.Length == 0) return;
        using var input = new MemoryStream(vector.File);
        Assert.Equal(vector.IsArmored && !name.StartsWith("armor_garbage_leading", StringComparison.Ordinal), Armor.Strip(input) is ArmorReader);
    }

    private static string Open(AgeVector vector, Stream input, Stream plaintext, OpenPayload open)
    {
        using Stream file = vector.IsArmored ? new ArmorReader(input) : input;
        if (!Header.TryRead(file, out var header, out var damage)) return Word(damage);

        var why = OpenFailure.NotARecipient;
        foreach (var identity in vector.OpenIdentities())
        {
            using (identity)
            {
                if (identity.TryUnwrap(header, out var fileKey, out why))
                {
                    Assert.Equal(vector.FileKey, fileKey.Bytes.ToArray());
                    using (fileKey) open(fileKey, file, plaintext, out why);
                    return Word(why);
                }
            }
            if (why != OpenFailure.NotARecipient) break;
        }
        return Word(why);
    }

    private static string Word(HeaderFailure why) => why == HeaderFailure.MalformedArmor ? "armor failure" : "header failure";

    private static string Word(OpenFailure why) => why switch
    {
        OpenFailure.None => "success",
        OpenFailure.NotARecipient => "no match",
        OpenFailure.HeaderMalformed or OpenFailure.WorkFactorTooHigh => "header failure",
        OpenFailure.HeaderMacMismatch => "HMAC failure",
        OpenFailure.ArmorMalformed => "armor failure",
        OpenFailure.PayloadTampered or OpenFailure.Truncated or OpenFailure.TrailingData => "payload failure",
        _ => "not a failure of age",
    };
}
