using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Parts;
using Xunit;
using static SecureIntake.Sealing.Tests.Vectors.VectorFile;

namespace SecureIntake.Sealing.Tests.Vectors;

/// <summary>Sealed files, re-addressed headers, parts and padding, with every random byte given in the order in which it is drawn.</summary>
public class SealingVectorTests
{
    private const string Order = "random: file key 16, then per recipient ML-KEM message 32 and X25519 scalar 32, then payload nonce 16";

    [Fact]
    public void Sealed_files() => AssertCommitted("seal.json", new JsonObject
    {
        ["about"] = $"age v1 files to one mlkem768x25519 recipient. Plaintext byte i is i mod 251. {Order}. Digests are SHA-256.",
        ["cases"] = Array(new[] { 0, 1, 100, PayloadLayout.ChunkSize - 1, PayloadLayout.ChunkSize, PayloadLayout.ChunkSize + 1, 2 * PayloadLayout.ChunkSize }
            .Select(length => SealedFile(length))),
    });

    private static JsonObject SealedFile(int length)
    {
        var plaintext = Pattern(length);
        var (seed, identity) = NewIdentity($"seal/{length}");
        using (identity)
        {
            var random = new FixedRandom($"vectors/seal/{length}");
            using var fileKey = FileKey.Create(random.Fill);
            var header = Header.Create(fileKey, identity.Recipient, random.Fill);
            using var payload = new MemoryStream();
            using var writer = new PayloadWriter(fileKey, payload, random.Fill);
            writer.Write(plaintext);
            var digest = writer.Complete();
            var vector = new JsonObject
            {
                ["length"] = length,
                ["identity"] = Encoding.ASCII.GetString(KeyText.Write(identity)),
                ["seed"] = Hex(seed),
                ["recipient"] = identity.Recipient.ToString(),
                ["random"] = Hex(random.Drawn),
                ["fileKey"] = Hex(fileKey.Bytes),
                ["commitment"] = B64(fileKey.Commitment()),
                ["header"] = Encoding.ASCII.GetString(header.ToBytes()),
                ["payloadLength"] = payload.Length,
                ["payloadDigest"] = B64(digest),
            };
            // Long payloads are named by their digest only: who has the same random bytes has the same payload.
            if (length <= 100) vector["payload"] = B64(payload.ToArray());
            return vector;
        }
    }

    [Fact]
    public void Readdressed_headers()
    {
        var (seed, identity) = NewIdentity("readdress/from");
        var (newSeed, newIdentity) = NewIdentity("readdress/to");
        using (identity)
        using (newIdentity)
        {
            using var fileKey = FileKey.Create(new FixedRandom("vectors/readdress/file key").Fill);
            var header = Header.Create(fileKey, identity.Recipient, new FixedRandom("vectors/readdress/old").Fill);
            var random = new FixedRandom("vectors/readdress/new");
            Assert.True(Readdressing.TryReaddress(header, identity, newIdentity.Recipient, random.Fill, out var readdressed, out _));
            AssertCommitted("readdress.json", new JsonObject
            {
                ["about"] = "A header re-addressed to another recipient. random: ML-KEM message 32, X25519 scalar 32.",
                ["seed"] = Hex(seed),
                ["header"] = Encoding.ASCII.GetString(header.ToBytes()),
                ["newSeed"] = Hex(newSeed),
                ["newRecipient"] = newIdentity.Recipient.ToString(),
                ["random"] = Hex(random.Drawn),
                ["newHeader"] = Encoding.ASCII.GetString(readdressed.ToBytes()),
                ["commitment"] = B64(fileKey.Commitment()),
            });
        }
    }

    [Fact]
    public void Sealed_parts() => AssertCommitted("part.json", new JsonObject
    {
        ["about"] = $"Parts of a submission: tar, zeros, age. {Order}. 'tar' is the archive with its two closing blocks, before padding.",
        ["cases"] = Array(
        [
            Part(Compartment.Account, ("account.json", """{"v":1,"about":"SPECIMEN"}""")),
            Part(Compartment.Evidence, ("evidence.json", """{"v":1,"file":"evidence.pdf","about":"SPECIMEN"}"""), ("evidence.pdf", "%PDF-1.7 SPECIMEN")),
            Part(Compartment.Mailbox, ("mailbox.json", """{"v":1,"about":"SPECIMEN"}""")),
            Part(Compartment.Share, ("share.json", """{"v":1,"about":"SPECIMEN"}""")),
            Part(Compartment.Copy, ("copy.json", """{"v":1,"about":"SPECIMEN"}"""), ("page-1.png", "SPECIMEN 1"), ("page-2.png", new string('2', 20_000))),
        ]),
    });

    private static JsonObject Part(Compartment compartment, params (string Name, string Text)[] files)
    {
        var entries = files.Select(file => new PartEntry(file.Name, Encoding.UTF8.GetBytes(file.Text))).ToArray();
        using var tar = new MemoryStream();
        PartTar.Write(entries, tar);
        var (seed, identity) = NewIdentity($"part/{compartment}");
        using (identity)
        {
            var random = new FixedRandom($"vectors/part/{compartment}");
            using var payload = new MemoryStream();
            var part = compartment is SourceCompartment source
                ? PartSealer.Seal(source, entries, new SourceIdentity(seed).Recipient, payload, random.Fill)
                : PartSealer.Seal(compartment, entries, identity.Recipient, payload, random.Fill);
            return new JsonObject
            {
                ["compartment"] = compartment.Name,
                ["files"] = Array(files.Select(file => new JsonObject { ["name"] = file.Name, ["text"] = file.Text })),
                ["tarLength"] = tar.Length,
                ["tarDigest"] = B64(SHA256.HashData(tar.ToArray())),
                ["firstBlock"] = B64(tar.ToArray().AsSpan(0, 512)),
                ["seed"] = Hex(seed),
                ["random"] = Hex(random.Drawn),
                ["header"] = Encoding.ASCII.GetString(part.Header.ToBytes()),
                ["payloadLength"] = part.PayloadLength,
                ["payloadDigest"] = B64(part.PayloadDigest),
                ["commitment"] = B64(part.Commitment),
            };
        }
    }

    [Fact]
    public void Padded_lengths()
    {
        long[] lengths = [2_048, 16_384, 16_385, 17_408, 17_409, 100_000, 262_144, 1_000_000, 1_048_576, 1_048_577, 10_000_000, 2_147_483_648, 2_147_483_649];
        AssertCommitted("padding.json", new JsonObject
        {
            ["about"] = "Padded length of a tar of this length, where any length is allowed; and whole parts (header and payload) by compartment, possible or not.",
            ["padded"] = Array(lengths.Select(length => new JsonObject { ["tar"] = length, ["padded"] = Padding.Padme(Math.Max(length, Padding.Floor)) })),
            ["parts"] = Array(Compartment.All.SelectMany(compartment => new long[] { 1_627, 1_643, 1_659, 18_042, 18_043, 18_044, 19_067, 263_850, 263_851, 263_852, 264_875, 1_017_723 }
                .Select(length => new JsonObject
                {
                    ["compartment"] = compartment.Name,
                    ["length"] = length,
                    ["possible"] = StructuralCheck.IsPossibleLength(compartment, length),
                }))),
        });
    }

    internal static (byte[] Seed, HybridIdentity Identity) NewIdentity(string label)
    {
        var seed = new byte[HybridIdentity.SeedSize];
        new FixedRandom("vectors/identity/" + label).Fill(seed);
        return (seed, new HybridIdentity(seed));
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
}
