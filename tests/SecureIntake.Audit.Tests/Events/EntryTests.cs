using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using SecureIntake.Audit.Events;

namespace SecureIntake.Audit.Tests.Events;

public sealed partial class EntryTests : IDisposable
{
    private readonly SpecimenOffice _office = new();

    public void Dispose() => _office.Dispose();

    [Fact]
    public void Every_type_round_trips()
    {
        var entries = _office.Entries();
        Assert.Equal(ActTable.Types, entries.Select(e => e.Act.Type).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(entries, entry =>
        {
            Assert.True(Entry.TryParse(entry.Bytes.Span, out var read));
            Assert.Equal(entry.Bytes.ToArray(), read.Bytes.ToArray());
            Assert.Equal(entry.Act.GetType(), read.Act.GetType());
            Assert.Equal(entry.Key, read.Key);
            Assert.True(read.SignatureHolds());
        });
    }

    [Fact]
    public void The_table_is_that_of_the_format()
    {
        var format = File.ReadAllText(Repository.PathOf("src/SecureIntake.Audit/FORMAT.md"));
        var listed = format.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains("/v1` |", StringComparison.Ordinal));
        Assert.Equal(ActTable.Types, listed.Select(line => line.Split('`')[1]).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void An_entry_without_one_of_its_members_is_refused() => Change((members, name) => members.Remove(name));

    [Fact]
    public void An_entry_with_a_member_of_another_kind_is_refused()
    {
        foreach (var value in new JsonNode?[] { null, 1, true, "", new JsonArray(), new JsonObject(), new JsonArray(1), "x y" })
            Change((members, name) => members[name] = value?.DeepClone());
    }

    [Fact]
    public void An_entry_with_an_unknown_member_is_refused() => Change((members, name) => members[name + "2"] = "x");

    [Fact]
    public void Unknown_types_are_refused()
    {
        foreach (var type in new[] { "open/v2", "open", "", "grant/v1" })
            Assert.False(Entry.TryParse(CanonicalJson.Write(new JsonObject { ["act"] = new JsonObject { ["type"] = type } }), out _));
    }

    [Theory]
    [InlineData("at", "2026-11-24T09:30:00+00:00")]
    [InlineData("at", "2026-11-24T09:30:00.0Z")]
    [InlineData("at", "2026-11-24T24:00:00Z")]
    [InlineData("at", "2026-11-31T09:30:00Z")]
    [InlineData("by", "0x3456789012345678901234567890ab")]
    [InlineData("by", "ABCDEF78901234567890123456789012")]
    [InlineData("nonce", "AAAAAAAAAAAAAAAAAAAAAB==")]
    [InlineData("nonce", "AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("purpose", "Triage")]
    [InlineData("purpose", "curiosity")]
    public void Second_spellings_of_values_are_refused(string member, string value)
    {
        var entry = _office.Entries().First(e => e.Act is PartsOpened);
        var json = JsonNode.Parse(entry.Bytes.Span)!;
        json["act"]![member] = value;
        Assert.False(Entry.TryParse(CanonicalJson.Write(json), out _));
    }

    [Fact]
    public void A_purpose_that_does_not_go_with_the_act_is_refused()
    {
        foreach (var entry in _office.Entries().Where(e => e.Act is SignedAct { Reason: not null } and not PartsOpened))
        {
            var json = JsonNode.Parse(entry.Bytes.Span)!;
            json["act"]!["purpose"] = "read";
            Assert.False(Entry.TryParse(CanonicalJson.Write(json), out _), entry.Act.Type);
        }
    }

    [Fact]
    public void Lists_with_repeated_items_are_refused()
    {
        foreach (var name in new[] { "parts", "grants", "roles" })
        {
            var entry = _office.Entries().First(e => JsonNode.Parse(e.Bytes.Span)!["act"]![name] is not null);
            var json = JsonNode.Parse(entry.Bytes.Span)!;
            var list = json["act"]![name]!.AsArray();
            list.Add(list[0]!.DeepClone());
            Assert.False(Entry.TryParse(CanonicalJson.Write(json), out _), name);
        }
    }

    [Fact]
    public void A_signature_on_what_the_system_records_is_refused_and_so_is_a_staff_act_without()
    {
        foreach (var entry in _office.Entries())
        {
            var json = JsonNode.Parse(entry.Bytes.Span)!.AsObject();
            if (!json.Remove("key"))
            {
                json["key"] = SpecimenOffice.Lead.Public.ToString();
                json["signature"] = Convert.ToBase64String(new byte[64]);
            }
            else json.Remove("signature");
            Assert.False(Entry.TryParse(CanonicalJson.Write(json), out _), entry.Act.Type);
        }
    }

    [Fact]
    public void A_signature_holds_for_its_act_and_key_only()
    {
        var acts = SpecimenOffice.SignedActs().ToList();
        foreach (var (act, by) in acts)
        {
            var message = Entry.ToSign(act);
            Assert.StartsWith("secureintake/act/v1\n{", Encoding.UTF8.GetString(message), StringComparison.Ordinal);
            Assert.True(Entry.WithSignature(act, by.Public, by.Sign(message)).SignatureHolds());
            Assert.False(Entry.WithSignature(act, SpecimenOffice.Stranger.Public, by.Sign(message)).SignatureHolds());
            Assert.False(Entry.WithSignature(act, by.Public, by.Sign(message[1..])).SignatureHolds());
            Assert.False(Entry.WithSignature(act, by.Public, new byte[64]).SignatureHolds());
        }
    }

    [Fact]
    public void Whatever_is_accepted_after_a_change_is_what_would_be_written()
    {
        var entries = _office.Entries();
        Gen.Select(Gen.Int[0, entries.Count - 1], Gen.Int[0, 100_000], Gen.Byte).Sample(
            (which, at, replacement) =>
            {
                var bytes = entries[which].Bytes.ToArray();
                bytes[at % bytes.Length] = replacement;
                if (Entry.TryParse(bytes, out var read)) Assert.Equal(bytes, Rewritten(read));
            },
            iter: 5_000);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_place_of_any_name_or_text_is_refused()
    {
        foreach (var text in _office.Entries().Select(e => Encoding.UTF8.GetString(e.Bytes.Span)))
        {
            foreach (Match literal in Literal().Matches(text))
            {
                foreach (var half in new[] { @"""\ud800""", @"""\uDFFFx""", @"""\ud800\ud800""" })
                    Assert.False(Entry.TryParse(Encoding.UTF8.GetBytes(text.Remove(literal.Index, literal.Length).Insert(literal.Index, half)), out _), text);
            }
        }
    }

    [Fact]
    public void Whatever_is_accepted_with_something_put_into_it_is_what_would_be_written()
    {
        foreach (var entry in _office.Entries())
        {
            var bytes = entry.Bytes.ToArray();
            for (var at = 0; at <= bytes.Length; at++)
            {
                foreach (var fragment in new[] { " ", "\n", "\\u0061", "\\/", "0", ".0", "-", "=", "+", "Z", ",", "\"a\":1,", "[]," })
                {
                    byte[] changed = [.. bytes[..at], .. Encoding.ASCII.GetBytes(fragment), .. bytes[at..]];
                    if (Entry.TryParse(changed, out var read)) Assert.Equal(changed, Rewritten(read));
                }
            }
        }
    }

    [Fact]
    public void Times_and_days_have_one_spelling()
    {
        var opened = JsonNode.Parse(_office.Entries().First(e => e.Act is PartsOpened).Bytes.Span)!;
        var received = JsonNode.Parse(_office.Entries().First(e => e.Act is SubmissionReceived).Bytes.Span)!;
        Gen.Select(Gen.Int[0, 19], Gen.OneOf("0123456789 -+:TtZz./\u0660\uFF11".ToCharArray())).Sample((at, character) =>
        {
            foreach (var (json, member) in new[] { (opened.DeepClone(), "at"), (received.DeepClone(), "day") })
            {
                var text = json["act"]![member]!.GetValue<string>();
                at %= text.Length;
                json["act"]![member] = text[..at] + character + text[(at + 1)..];
                var changed = CanonicalJson.Write(json);
                if (Entry.TryParse(changed, out var read)) Assert.Equal(changed, Rewritten(read));
            }
        });
    }

    [Fact]
    public void Junk_is_no_entry() => Gen.Byte.Array[0, 300].Sample(bytes => Assert.False(Entry.TryParse(bytes, out _)));

    /// <summary>An entry that was read, written anew from what was understood of it.</summary>
    private static byte[] Rewritten(Entry entry) => (entry.Act is SignedAct act
        ? Entry.WithSignature(act, entry.Key!.Value, Convert.FromBase64String(JsonNode.Parse(entry.Bytes.Span)!["signature"]!.GetValue<string>()))
        : Entry.Record(entry.Act)).Bytes.ToArray();

    /// <summary>Applies a change to every member of every act, and of the documents inside: each must be refused.</summary>
    private void Change(Action<JsonObject, string> change)
    {
        foreach (var entry in _office.Entries())
        {
            foreach (var path in new Func<JsonNode, JsonObject?>[] { e => e.AsObject(), e => e["act"]!.AsObject(), e => e["act"]!["document"] as JsonObject })
            {
                foreach (var name in path(JsonNode.Parse(entry.Bytes.Span)!)?.Select(m => m.Key).ToList() ?? [])
                {
                    var json = JsonNode.Parse(entry.Bytes.Span)!;
                    change(path(json)!, name);
                    // Any text may be a body: what it must hold is for the verifier.
                    if (name == "body" && path(json)!["body"] is JsonValue v && v.TryGetValue(out string? body) && body.Length > 0) continue;
                    Assert.False(Entry.TryParse(CanonicalJson.Write(json), out _), $"{entry.Act.Type} {name}");
                }
            }
        }
    }

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Literal();
}
