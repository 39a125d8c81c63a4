using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using SecureIntake.Cli.Files;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Cli.Commands;

/// <summary><c>inspect</c>: what anybody can see of a sealed file without a key.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var json = JsonLine.Option();
        var input = new Argument<string?>("file") { Description = "The sealed file; standard input without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new ToolCommand("inspect", "Show what anybody can see of a sealed file without a key.", "secureintake inspect letter.pdf.age") { json, input };
        command.SetAction(parsed =>
        {
            using var sealedFile = SealedFile.Open(parsed.GetValue(input));
            var seen = See(sealedFile.Header, LengthOf(sealedFile.Payload));
            if (parsed.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(seen, InspectJson.Default.SealedFileFacts));
            else Print(seen);
            return ExitCode.Fine;
        });
        return command;
    }

    private static SealedFileFacts See(Header header, long payload)
    {
        long? plaintext = PayloadLayout.TryPlaintextLength(payload, out var length) ? length : null;
        var isPart = StructuralCheck.IsPartHeader(header.ToBytes(), out _);
        return new SealedFileFacts(
            [.. header.Stanzas.Select(stanza => stanza.Type)], header.Length, payload, plaintext,
            [.. Compartment.All.Where(compartment => isPart && StructuralCheck.IsPossibleLength(compartment, header.Length + payload)).Select(compartment => compartment.Name)]);
    }

    private static void Print(SealedFileFacts seen)
    {
        Console.Out.WriteLine($"recipients: {string.Join(", ", seen.Recipients)}");
        Console.Out.WriteLine($"header: {seen.HeaderLength} bytes");
        Console.Out.WriteLine($"payload: {seen.PayloadLength} bytes");
        Console.Out.WriteLine(seen.PlaintextLength is { } length ? $"content: {length} bytes" : "content: no payload can have this length");
        Console.Out.WriteLine($"could be: {(seen.Compartments.Count == 0 ? "no part of a submission" : string.Join(", ", seen.Compartments))}");
    }

    private static long LengthOf(Stream payload)
    {
        if (payload.CanSeek) return payload.Length - payload.Position;
        var buffer = new byte[PayloadLayout.ChunkSize];
        long length = 0;
        for (int read; (read = payload.Read(buffer)) > 0;) length += read;
        return length;
    }
}

/// <summary>What a sealed file tells without a key.</summary>
/// <param name="Recipients">Stanza types.</param>
/// <param name="HeaderLength">Bytes.</param>
/// <param name="PayloadLength">Bytes.</param>
/// <param name="PlaintextLength">Bytes of content, padding included; null when no payload has this length.</param>
/// <param name="Compartments">Parts of a submission that it could be, judged by header and length.</param>
internal sealed record SealedFileFacts(
    IReadOnlyList<string> Recipients, int HeaderLength, long PayloadLength, long? PlaintextLength, IReadOnlyList<string> Compartments);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SealedFileFacts))]
internal sealed partial class InspectJson : JsonSerializerContext;
