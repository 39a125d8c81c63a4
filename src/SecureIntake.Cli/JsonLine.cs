using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SecureIntake.Cli;

/// <summary>What <c>--json</c> writes: one object on one line of standard output.</summary>
internal static class JsonLine
{
    // For a terminal or a program, never for a page: other scripts stay as they are.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object with these members.</summary>
    public static void Write(Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        Console.Out.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    /// <summary>Writes an object with one text.</summary>
    public static void Write(string name, string value) => Write(writer => writer.WriteString(name, value));

    /// <summary>Writes an array of texts as a member.</summary>
    public static void WriteStrings(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    /// <summary>Where a secret would go to standard output, nothing else may.</summary>
    public static void RefuseWithoutFile(CommandResult result, Option<bool> json, Option<string?> output)
    {
        if (result.GetValue(json) && result.GetValue(output) is null) result.AddError("--json shows the public half; the key itself then goes to a file, with --output");
    }

    /// <summary>The option.</summary>
    public static Option<bool> Option() => new("--json") { Description = "Write the answer as JSON, for programs." };
}
