using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace SecureIntake.Sealing.Tests.Vectors;

/// <summary>
/// A file of <c>tests/vectors</c> that both languages read. Each test makes its content again from fixed seeds and compares it with the
/// committed file; with <c>UPDATE_VECTORS=1</c> it writes the file instead.
/// </summary>
internal static class VectorFile
{
    private static readonly JsonSerializerOptions Options =
        new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void AssertCommitted(string name, JsonObject content)
    {
        var path = Repository.At("tests", "vectors", name);
        var text = content.ToJsonString(Options) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_VECTORS") == "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{name} is missing: run these tests once with UPDATE_VECTORS=1 and commit it.");
        Assert.Equal(File.ReadAllText(path), text);
    }

    public static string B64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    public static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);
}
