using System.Security.Cryptography;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

/// <summary>The age vector kit, as far as it concerns a program that reads post-quantum hybrid files and no armor.</summary>
public class AgeVectorTests
{
    /// <summary>Vectors that need what this program leaves out: armor, X25519 and scrypt recipients.</summary>
    private static bool IsOutOfScope(AgeVector vector) =>
        vector.IsArmored
        || vector.Name == "hybrid_x25519_arg" // an X25519 identity must refuse it
        || ((vector.Name.StartsWith("x25519", StringComparison.Ordinal) || vector.Name.StartsWith("scrypt", StringComparison.Ordinal))
            && vector.Expect != "success");

    private static bool IsHybrid(AgeVector vector) => vector.Name.StartsWith("hybrid", StringComparison.Ordinal);

    public static TheoryData<string> Hybrid => [.. AgeVectors.All.Values.Where(v => IsHybrid(v) && !IsOutOfScope(v)).Select(v => v.Name)];
    public static TheoryData<string> Format => [.. AgeVectors.All.Values.Where(v => !IsHybrid(v) && !IsOutOfScope(v)).Select(v => v.Name)];

    [Fact]
    public void The_kit_is_whole_and_nothing_is_left_out_unseen()
    {
        Assert.Equal(17, Hybrid.Count);
        Assert.Equal(57, Format.Count);
        Assert.Equal(69, AgeVectors.All.Values.Count(IsOutOfScope));
    }

    [Theory, MemberData(nameof(Hybrid))]
    public void Hybrid_files_open_or_fail_as_the_kit_says(string name)
    {
        var vector = AgeVectors.All[name];
        Assert.True(KeyText.TryRead(vector.Identities.Single(), out HybridIdentity? identity));
        Run(vector, (Header header, out FileKey? fileKey, out OpenFailure why) => identity.TryUnwrap(header, out fileKey, out why));
    }

    [Theory, MemberData(nameof(Format))]
    public void Header_and_payload_grammar_is_the_kits_for_any_recipient(string name)
    {
        // The kit names the file key, so that grammar, MAC and payload are tried where the recipient type is not ours.
        var vector = AgeVectors.All[name];
        Run(vector, (Header header, out FileKey? fileKey, out OpenFailure why) =>
        {
            fileKey = FileKey.FromBytes(vector.FileKey);
            why = header.IsAuthenticatedBy(fileKey) ? OpenFailure.None : OpenFailure.HeaderMacMismatch;
            return why == OpenFailure.None;
        });
    }

    private delegate bool Unwrap(Header header, out FileKey? fileKey, out OpenFailure why);

    private static void Run(AgeVector vector, Unwrap unwrap)
    {
        using var file = new MemoryStream(vector.File);
        using var plaintext = new MemoryStream();
        var outcome = Open(file, plaintext, unwrap);
        Assert.Equal(vector.Expect, outcome);
        if (vector.PlaintextDigest is { } digest) Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(plaintext.ToArray())));
    }

    private static string Open(Stream file, Stream plaintext, Unwrap unwrap)
    {
        if (!Header.TryRead(file, out var header, out _)) return "header failure";
        if (!unwrap(header, out var fileKey, out var why)) return Word(why);
        using var reader = new PayloadReader(fileKey!, file);
        reader.TryCopyTo(plaintext, out why);
        return Word(why);
    }

    private static string Word(OpenFailure why) => why switch
    {
        OpenFailure.None => "success",
        OpenFailure.NotARecipient => "no match",
        OpenFailure.HeaderMalformed => "header failure",
        OpenFailure.HeaderMacMismatch => "HMAC failure",
        OpenFailure.PayloadTampered or OpenFailure.Truncated or OpenFailure.TrailingData => "payload failure",
        _ => "not a failure of age",
    };
}
