using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using SecureIntake.Audit.Events;

namespace SecureIntake.Audit.Tests.Events;

/// <summary>
/// Nothing in an entry is free text: whatever is put into any of its fields, what is accepted has one of the closed forms of FORMAT.md and
/// is no longer than they are. So no field can carry a name, a sentence or an address into a log that is never erased.
/// </summary>
public sealed partial class BoundsTests : IDisposable
{
    private readonly SpecimenOffice _office = new();

    /// <summary>Text as people write it, digits and base64, short and long; with characters of several scripts.</summary>
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"], 0, 80],
        Gen.String[Gen.Char["0123456789abcdef"], 28, 36],
        Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="], 0, 100],
        Gen.String[Gen.Char["АӘБйқ 張小明é.,'\"\\\n@"], 0, 80],
        Gen.Byte.Array[0, 70].Select(Convert.ToBase64String),
        Gen.String[0, 400]);

    public void Dispose() => _office.Dispose();

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex Id { get; }

    [GeneratedRegex("^[a-z]{1,16}/v1$")]
    private static partial Regex Type { get; }

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex Word { get; }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$")]
    private static partial Regex Time { get; }

    [Fact]
    public void No_field_takes_text_beyond_its_form_whatever_is_put_into_it()
    {
        var entries = _office.Entries().Where(e => e.Act is not DocumentPublished).Select(e => e.Bytes.ToArray()).ToArray();
        var accepted = 0;
        Gen.Select(Gen.Int[0, entries.Length - 1], Gen.Int[0, 1000], Text).Sample(
            (which, field, text) =>
            {
                var json = JsonNode.Parse(entries[which])!;
                var fields = Strings(json).ToArray();
                fields[field % fields.Length].ReplaceWith(text);
                if (!TryWrite(json, out var bytes) || !Entry.TryParse(bytes, out _)) return;
                Interlocked.Increment(ref accepted);
                Assert.All(Strings(json).Select(value => value.GetValue<string>()), value => Assert.True(IsClosed(value), value));
            },
            iter: 30_000);
        // Some texts do have a form: an id in place of another, a signature that nobody made.
        Assert.True(accepted > 100, $"{accepted}");
    }

    [Fact]
    public void An_entry_of_any_type_stays_within_what_its_lists_allow()
    {
        foreach (var entry in _office.Entries().Where(e => e.Act is not DocumentPublished))
        {
            foreach (var name in JsonNode.Parse(entry.Bytes.Span)!["act"]!.AsObject().Where(m => m.Value is JsonArray).Select(m => m.Key).ToArray())
            {
                var json = JsonNode.Parse(entry.Bytes.Span)!;
                json["act"]![name] = new JsonArray([.. Enumerable.Range(0, 257).Select(i => (JsonNode)(name == "parts" ? SpecimenOffice.Id($"p{i}").ToString() : SpecimenOffice.Digest($"d{i}").ToString()))]);
                Assert.False(Entry.TryParse(CanonicalJson.Write(json), out _), $"{entry.Act.Type} {name}");
            }
        }
    }

    /// <summary>Entries of random ids, digests and times, of every type that the code can make, are read back and are closed, too.</summary>
    [Fact]
    public void Entries_made_of_random_data_have_closed_fields_only() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Int[0, int.MaxValue], Gen.Int[1, 256]).Sample((a, b, seconds, items) =>
        {
            LogId IdOf(int i) => LogId.Parse(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([.. a, (byte)(i & 255), (byte)(i >> 8)]).AsSpan(0, 16)));
            Bytes32 DigestOf(int i) => new(System.Security.Cryptography.SHA256.HashData([.. b, (byte)(i & 255), (byte)(i >> 8)]));
            var stamp = new Stamp(DateTimeOffset.FromUnixTimeSeconds(seconds), IdOf(1000), new Nonce(a.AsSpan(0, 16)));
            Bytes32[] grants = [.. Enumerable.Range(0, items).Select(DigestOf)];
            SignedAct[] signed =
            [
                new PartsOpened(stamp, (Purpose)(seconds % 4), IdOf(1), [.. Enumerable.Range(0, items).Select(IdOf)], DigestOf(1)),
                new CaseTriaged(stamp, IdOf(1), IdOf(2), grants),
                new CaseAssigned(stamp, IdOf(1), IdOf(2), grants),
                new PartKeyed(stamp, IdOf(1), IdOf(2), grants),
                new PartsLeased(stamp, IdOf(1), "examine", IdOf(3), DigestOf(500), grants),
                new StageFinished(stamp, IdOf(1), IdOf(2), "examine", (StageOutcome)(seconds % 3), DigestOf(500)),
                new BenchStarted(stamp, IdOf(1), DigestOf(500)),
                new EntryDisputed(stamp, DigestOf(500)),
                new LockdownDeclared(stamp),
                new MemberLockedOut(stamp, IdOf(1), DigestOf(1)),
                new LiftSigned(stamp, DigestOf(500)),
            ];
            Act[] recorded = [new MemberEnrolled(IdOf(1), DigestOf(1)), new SubmissionReceived(DateOnly.FromDateTime(stamp.At.UtcDateTime), DigestOf(1), DigestOf(2))];
            foreach (var entry in signed.Select(act => Entry.WithSignature(act, DigestOf(3), [.. a, .. b])).Concat(recorded.Select(Entry.Record)))
            {
                Assert.True(Entry.TryParse(entry.Bytes.Span, out _), entry.Act.Type);
                Assert.All(Strings(JsonNode.Parse(entry.Bytes.Span)!).Select(value => value.GetValue<string>()), value => Assert.True(IsClosed(value), value));
            }
        },
        iter: 200);

    private static bool IsClosed(string value) =>
        Id.IsMatch(value) || Type.IsMatch(value) || Word.IsMatch(value) || Time.IsMatch(value)
        || (value.Length is 24 or 44 or 88 && Convert.TryFromBase64String(value, new byte[66], out var length) && length is 16 or 32 or 64);

    private static IEnumerable<JsonValue> Strings(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Strings(member.Value)),
        JsonArray items => items.SelectMany(Strings),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => [value],
        _ => [],
    };

    private static bool TryWrite(JsonNode json, out byte[] bytes)
    {
        try
        {
            bytes = CanonicalJson.Write(json);
            return true;
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair.
            bytes = [];
            return false;
        }
    }
}
