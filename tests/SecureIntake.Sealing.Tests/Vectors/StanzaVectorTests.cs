using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;
using static SecureIntake.Sealing.Tests.Vectors.VectorFile;

namespace SecureIntake.Sealing.Tests.Vectors;

/// <summary>Headers of several stanzas, one of them for the reader: what the others do to it.</summary>
/// <remarks>age's own vectors have one malformed stanza and no good one before it, so they do not say whether a reader may stop at the first that opens.</remarks>
public class StanzaVectorTests
{
    private static readonly RandomSource Random = new FixedRandom("vectors/stanzas").Fill;

    [Fact]
    public void Stanzas()
    {
        using var key = FileKey.Create(new FixedRandom("vectors/stanzas/file key").Fill);
        using var otherKey = FileKey.Create(new FixedRandom("vectors/stanzas/other file key").Fill);
        var seed = SealingVectorTests.NewIdentity("stanzas").Seed;
        var stranger = SealingVectorTests.NewIdentity("stanzas/stranger").Seed;
        using var hybrid = new HybridIdentity(seed);
        using var classic = new X25519Identity(seed);
        using var otherHybrid = new HybridIdentity(stranger);
        using var otherClassic = new X25519Identity(stranger);
        AssertCommitted("stanzas.json", new JsonObject
        {
            ["about"] = "Headers of several stanzas with a right MAC: the file key, or why there is none. A malformed stanza of the identity's own type is a fault of the header wherever it stands; of two that open, the first counts.",
            ["cases"] = Array(Cases(classic, KeyText.Write(classic), otherClassic.Recipient, hybrid.Recipient, key, otherKey)
                .Concat(Cases(hybrid, KeyText.Write(hybrid), otherHybrid.Recipient, classic.Recipient, key, otherKey))),
        });
    }

    private static IEnumerable<JsonObject> Cases(Identity identity, byte[] text, Recipient stranger, Recipient otherType, FileKey key, FileKey otherKey)
    {
        JsonObject Case(string why, string expect, params Stanza[] stanzas)
        {
            var header = HeaderOf(key, stanzas);
            Assert.Equal(expect, Outcome(identity, header));
            return new JsonObject { ["why"] = why, ["identity"] = Encoding.ASCII.GetString(text), ["header"] = Encoding.ASCII.GetString(header.ToBytes()), ["expect"] = expect };
        }

        var opened = Hex(key.Bytes);
        Stanza good = identity.Recipient.Wrap(key, Random), other = stranger.Wrap(key, Random);
        yield return Case("another's before and after", opened, other, good, other);
        yield return Case("nobody's", "header.no-match", other, other);
        yield return Case("two that open, the first under the MAC", opened, good, identity.Recipient.Wrap(otherKey, Random));
        yield return Case("two that open, the second under the MAC", "header.mac", identity.Recipient.Wrap(otherKey, Random), good);
        yield return Case("an unknown type of any shape after it", opened, good, new Stanza("grease", ["?"], [1, 2, 3]));
        var foreign = otherType.Wrap(key, Random);
        yield return Case("a malformed one of another type after it", opened, good, new Stanza(foreign.Type, [], foreign.Body.ToArray()));
        foreach (var (why, malformed) in Malformed(good))
        {
            yield return Case($"{why} after it", "header.malformed", good, malformed);
            if (identity is X25519Identity) yield return Case($"{why} before it", "header.malformed", malformed, good);
        }
    }

    private static IEnumerable<(string Why, Stanza Stanza)> Malformed(Stanza good)
    {
        var (type, share, body) = (good.Type, good.Arguments[0], good.Body.ToArray());
        yield return ("no argument", new Stanza(type, [], body));
        yield return ("an argument too many", new Stanza(type, [share, "more"], body));
        yield return ("a share that is short", new Stanza(type, [Base64(Decoded(share)[..^1])], body));
        // The last character carries spare bits, which are zero.
        yield return ("a share with spare bits", new Stanza(type, [share[..^1] + (char)(share[^1] + 1)], body));
        yield return ("a body that is short", new Stanza(type, [share], body[..^1]));
        yield return ("a body that is long", new Stanza(type, [share], [.. body, 0]));
        var lowOrder = Decoded(share);
        lowOrder.AsSpan(lowOrder.Length - X25519Recipient.Size).Clear();
        yield return ("a share of low order", new Stanza(type, [Base64(lowOrder)], body));
    }

    private static Header HeaderOf(FileKey key, Stanza[] stanzas)
    {
        var authenticated = HeaderText.WriteAuthenticated(stanzas);
        Assert.True(Header.TryParse(HeaderText.Append(authenticated, key.HeaderMac(authenticated)), out var header, out _));
        return header;
    }

    private static string Outcome(Identity identity, Header header)
    {
        if (identity.TryUnwrap(header, out var fileKey, out var why))
            using (fileKey) return Hex(fileKey.Bytes);
        return why switch
        {
            OpenFailure.NotARecipient => "header.no-match",
            OpenFailure.HeaderMalformed => "header.malformed",
            OpenFailure.HeaderMacMismatch => "header.mac",
            _ => why.ToString(),
        };
    }

    private static string Base64(byte[] bytes) => Encoding.ASCII.GetString(CanonicalBase64.EncodeUnpadded(bytes));

    private static byte[] Decoded(string text)
    {
        Assert.True(CanonicalBase64.TryDecodeUnpadded(Encoding.ASCII.GetBytes(text), out var bytes));
        return bytes;
    }
}
