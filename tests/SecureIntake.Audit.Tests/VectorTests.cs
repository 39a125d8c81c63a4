using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Tests.Events;
using SecureIntake.Audit.Tests.Witnesses;

namespace SecureIntake.Audit.Tests;

/// <summary>
/// <c>tests/vectors/log.json</c> and <c>witnesses.json</c>, which the browser's code reads as well. Everything comes from fixed seeds, so a file is
/// written again and compared; <c>UPDATE_VECTORS=1</c> rewrites it.
/// </summary>
public sealed class VectorTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_shared_vectors_are_what_this_code_makes() => AssertCommitted("log.json", Vectors());

    [Fact]
    public void So_are_those_of_witnesses() => AssertCommitted("witnesses.json", WitnessVectors.Make());

    private static void AssertCommitted(string name, JsonObject vectors)
    {
        var path = Repository.PathOf($"tests/vectors/{name}");
        var made = vectors.ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_VECTORS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, made);
        }
        Assert.Equal(File.ReadAllText(path), made);
    }

    [Fact]
    public void The_example_in_the_format_is_that_of_the_vectors()
    {
        var format = File.ReadAllText(Repository.PathOf("src/SecureIntake.Audit/FORMAT.md"));
        var vectors = Vectors();
        Assert.Contains(vectors["vkey"]!.GetValue<string>(), format, StringComparison.Ordinal);
        Assert.Contains(vectors["checkpoint"]!.GetValue<string>(), format, StringComparison.Ordinal);
        Assert.Contains(vectors["entries"]![6]!.GetValue<string>(), format, StringComparison.Ordinal);
        Assert.Contains(vectors["entries"]![8]!.GetValue<string>(), format, StringComparison.Ordinal);
    }

    private static JsonObject Vectors()
    {
        using var office = new SpecimenOffice();
        using var folder = new TemporaryFolder();
        using var writer = LogWriter.Open(folder.Log, office.Log);
        var entries = office.Entries();
        writer.Append([.. entries.Select(e => e.Bytes.ToArray())]);
        var tree = writer.Tree;
        return new JsonObject
        {
            ["about"] = "A small log of a made-up office. Fixed seeds; see tests/SecureIntake.Audit.Tests/VectorTests.cs.",
            ["vkey"] = office.Log.Key.ToString(),
            ["rootFingerprint"] = office.RootFingerprint,
            ["checkpoint"] = Encoding.UTF8.GetString(tree.Note.Span),
            ["size"] = tree.Size,
            ["root"] = tree.Checkpoint.Root.ToString(),
            ["entries"] = Texts(entries.Select(e => Encoding.UTF8.GetString(e.Bytes.Span))),
            ["leafHashes"] = Texts(entries.Select(e => Rfc6962.Leaf(e.Bytes.Span).ToString())),
            ["inclusion"] = new JsonArray([.. Enumerable.Range(0, entries.Count).Select(i => Inclusion(tree, i))]),
            ["consistency"] = new JsonArray([.. new[] { 0, 1, 2, 5, 8, 13, 17 }.Select(old => Consistency(tree, entries, old))]),
            ["signedActs"] = new JsonArray([.. SpecimenOffice.SignedActs().Select(signed => SignedAct(signed.Act, signed.By))]),
            ["canonicalJson"] = new JsonArray([.. CanonicalJsonTests.Cases.Select(c => new JsonObject { ["utf8"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(c.Json)), ["canonical"] = c.Canonical })]),
        };
    }

    private static JsonObject Inclusion(LogTree tree, int index)
    {
        var proof = tree.Prove(index);
        return new JsonObject { ["index"] = index, ["path"] = Texts(proof.Path.Select(h => h.ToString())), ["proof"] = proof.ToString() };
    }

    private static JsonObject Consistency(LogTree tree, IReadOnlyList<Entry> entries, int oldSize)
    {
        var edge = new Edge();
        foreach (var entry in entries.Take(oldSize)) edge.Add(Rfc6962.Leaf(entry.Bytes.Span));
        return new JsonObject
        {
            ["oldSize"] = oldSize,
            ["oldRoot"] = edge.Root().ToString(),
            ["path"] = Texts(tree.ProveConsistency(oldSize).Select(h => h.ToString())),
        };
    }

    private static JsonObject SignedAct(SignedAct act, SpecimenOffice.Key by)
    {
        var message = Entry.ToSign(act);
        return new JsonObject
        {
            ["seed"] = Convert.ToBase64String(by.SeedForVectors),
            ["key"] = by.Public.ToString(),
            ["message"] = Encoding.UTF8.GetString(message),
            ["signature"] = Convert.ToBase64String(by.Sign(message)),
            ["entry"] = Encoding.UTF8.GetString(by.Sign(act).Bytes.Span),
        };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
