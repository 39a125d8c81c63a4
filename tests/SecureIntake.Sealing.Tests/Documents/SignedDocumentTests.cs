using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using NSec.Cryptography;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using Xunit;

namespace SecureIntake.Sealing.Tests.Documents;

public sealed class SignedDocumentTests : IDisposable
{
    private readonly SpecimenOrganisation _organisation = new();

    public void Dispose() => _organisation.Dispose();

    private static SignedDocument WithBody(string kind, string body) => new(kind, body, []);

    [Fact]
    public void An_envelope_is_read_back_as_it_was_written()
    {
        var json = _organisation.Policy.ToJson();
        Assert.True(SignedDocument.TryParse(json, out var document));
        Assert.Equal(json, document.ToJson());
        Assert.Equal(2, document.CountSignatures(_organisation.Root.Keys));
        Assert.True(_organisation.Root.Signed(document));
    }

    [Fact]
    public void Every_body_is_read_back_equal()
    {
        AssertReadsBack(_organisation.PolicyBody);
        AssertReadsBack(_organisation.DirectoryBody);
        AssertReadsBack(_organisation.RosterBody);
        AssertReadsBack(_organisation.DeskBody);
        AssertReadsBack(SpecimenDocuments.Bench(_organisation));
        AssertReadsBack(SpecimenDocuments.Grant(_organisation));
        AssertReadsBack(SpecimenDocuments.Lease(_organisation));
        AssertReadsBack(SpecimenDocuments.Result(_organisation));
    }

    private static void AssertReadsBack<T>(T body) where T : class, IDocumentBody<T>
    {
        var document = SignedDocument.Unsigned(body);
        Assert.Equal(T.Kind, document.Kind);
        Assert.True(document.TryRead<T>(out var read));
        Assert.Equal(document.Body, SignedDocument.Unsigned(read).Body);
    }

    [Fact]
    public void Any_member_more_or_fewer_or_null_is_refused()
    {
        AssertStrict(_organisation.PolicyBody);
        AssertStrict(_organisation.DirectoryBody);
        AssertStrict(_organisation.RosterBody);
        AssertStrict(_organisation.DeskBody);
        AssertStrict(SpecimenDocuments.Bench(_organisation));
        AssertStrict(SpecimenDocuments.Grant(_organisation));
        AssertStrict(SpecimenDocuments.Lease(_organisation));
        AssertStrict(SpecimenDocuments.Result(_organisation));
    }

    private static void AssertStrict<T>(T body) where T : class, IDocumentBody<T>
    {
        var text = SignedDocument.Unsigned(body).Body;
        Assert.True(WithBody(T.Kind, text).TryRead<T>(out _));
        Assert.False(WithBody(T.Kind, text[..^1] + ",\"surplus\":1}").TryRead<T>(out _), "surplus");
        Assert.False(WithBody(T.Kind, text[..^1] + ",\"v\":1}").TryRead<T>(out _), "repeated");
        Assert.False(WithBody(T.Kind, text[..^1] + ",\"\\u0076\":1}").TryRead<T>(out _), "repeated once unescaped");
        Assert.False(WithBody(T.Kind, text + " {}").TryRead<T>(out _), "trailing");
        foreach (var name in JsonNode.Parse(text)!.AsObject().Select(member => member.Key))
        {
            var without = JsonNode.Parse(text)!.AsObject();
            without.Remove(name);
            Assert.False(WithBody(T.Kind, without.ToJsonString()).TryRead<T>(out _), "without " + name);
            var nothing = JsonNode.Parse(text)!.AsObject();
            nothing[name] = null;
            Assert.False(WithBody(T.Kind, nothing.ToJsonString()).TryRead<T>(out _), "null " + name);
            if (JsonNode.Parse(text)![name] is not JsonArray) continue;
            var hollow = JsonNode.Parse(text)!.AsObject();
            hollow[name]!.AsArray().Add(null);
            Assert.False(WithBody(T.Kind, hollow.ToJsonString()).TryRead<T>(out _), "null in " + name);
        }
        Assert.False(WithBody("other/v1", text).TryRead<T>(out _), "another kind");
        Assert.False(WithBody(T.Kind, text.Replace("\"v\":1", "\"v\":2", StringComparison.Ordinal)).TryRead<T>(out _), "another version");
    }

    [Fact]
    public void A_signature_for_one_kind_never_fits_another()
    {
        var policy = _organisation.Policy;
        var other = new SignedDocument("roster/v1", policy.Body, policy.Signatures);
        Assert.Equal(0, other.CountSignatures(_organisation.Root.Keys));
    }

    [Fact]
    public void Any_changed_byte_of_an_envelope_leaves_it_unsigned_or_unread_or_the_same()
    {
        var document = _organisation.SignByLeads(_organisation.DeskBody);
        var json = document.ToJson();
        var leads = _organisation.Leads.Select(lead => lead.Key.SigningKey.Signer).ToArray();
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var changed = json.ToArray();
            changed[at] = value;
            if (!SignedDocument.TryParse(changed, out var read) || read.CountSignatures(leads) < 2) return;
            Assert.Equal((document.Kind, document.Body), (read.Kind, read.Body));
        }, iter: 3_000);
    }

    [Fact]
    public void An_envelope_with_no_signature_where_one_should_be_is_none() =>
        Assert.False(SignedDocument.TryParse("""{"kind":"desk/v1","body":"{}","signatures":[null]}"""u8, out _));

    [Theory, InlineData("\\ud800"), InlineData("\\udc00x")]
    public void Half_a_surrogate_is_no_text(string half) =>
        Assert.False(SignedDocument.TryParse(Encoding.UTF8.GetBytes($$"""{"kind":"desk/v1","body":"{{half}}","signatures":[]}"""), out _));

    [Fact]
    public void Ed25519_agrees_with_libsodium()
    {
        var algorithm = SignatureAlgorithm.Ed25519;
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[0, 200]).Sample((seed, message) =>
        {
            using var ours = new SigningKey(seed);
            using var theirs = Key.Import(algorithm, seed, KeyBlobFormat.RawPrivateKey);
            Assert.Equal(theirs.PublicKey.Export(KeyBlobFormat.RawPublicKey), ours.Signer.ToBytes());
            var signature = algorithm.Sign(theirs, message);
            Assert.Equal(signature, ours.Sign(message));
            Assert.True(ours.Signer.Verify(message, signature));
            signature[signature.Length / 2] ^= 1;
            Assert.False(ours.Signer.Verify(message, signature));
        }, iter: 100);
    }

    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")] // the neutral element
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")] // order 4
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")] // order 2
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")] // order 8
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")] // not canonical
    public void A_key_of_small_order_is_no_signer(string hex) => Assert.False(Signer.TryFromBytes(Convert.FromHexString(hex), out _));

    [Fact]
    public void A_root_has_one_fingerprint_whatever_the_order_of_its_keys()
    {
        var keys = _organisation.Root.Keys;
        Assert.Equal(_organisation.Root.Fingerprint, Root.Of(2, keys.Reverse()).Fingerprint);
        Assert.NotEqual(_organisation.Root.Fingerprint, Root.Of(1, keys).Fingerprint);
        Assert.NotEqual(_organisation.Root.Fingerprint, Root.Of(2, keys.Skip(1)).Fingerprint);
        Assert.Throws<ArgumentException>(() => Root.Of(2, [keys[0], keys[0]]));
        Assert.Throws<ArgumentException>(() => Root.Of(4, keys));
    }

    [Fact]
    public void A_bench_key_holds_for_a_day_at_most()
    {
        var bench = SpecimenDocuments.Bench(_organisation);
        Assert.True(bench.HoldsAt(bench.Expires.AddHours(-24)));
        Assert.True(bench.HoldsAt(bench.Expires.AddSeconds(-1)));
        Assert.False(bench.HoldsAt(bench.Expires));
        Assert.False(bench.HoldsAt(bench.Expires.AddHours(-24).AddSeconds(-1)));
    }
}
