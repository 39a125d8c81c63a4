using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;

namespace SecureIntake.Cli.Commands;

/// <summary><c>audit entries</c>: one line an entry, as the log is served. It checks nothing; <c>audit verify</c> does.</summary>
internal static class AuditEntriesCommand
{
    private static readonly string[] Columns = ["at", "day", "type", "by", "case", "purpose"];

    public static Command Create()
    {
        var place = AuditCommand.Place();
        var proxy = Network.ProxyOption();
        var json = new Option<bool>("--json") { Description = "One JSON object a line: index and entry." };
        var command = new ToolCommand("entries", "List the entries of a log as it is served; audit verify checks them.", "secureintake audit entries log") { place, proxy, json };
        command.SetAction(parsed => AuditCommand.Read(parsed.GetRequiredValue(place), parsed.GetValue(proxy), reader => ListAsync(reader, parsed.GetValue(json))));
        return command;
    }

    private static async Task<int> ListAsync(ILogReader reader, bool json)
    {
        long index = 0;
        try
        {
            await foreach (var bytes in reader.ReadUncheckedAsync(CancellationToken.None))
            {
                if (!Entry.TryParse(bytes.Span, out _)) throw CommandFailedException.Tampered($"entry {index} is no entry");
                var entry = JsonNode.Parse(bytes.Span)!;
                Console.Out.WriteLine(json ? Json(index, entry) : Line(index, entry["act"]!));
                index++;
            }
        }
        catch (LogDamagedException damaged)
        {
            throw CommandFailedException.Tampered($"the log cannot be read at {damaged.Place}");
        }

        CommandLine.Say("listed as served; `audit verify` checks it");
        return ExitCode.Fine;
    }

    private static string Json(long index, JsonNode entry) =>
        Encoding.UTF8.GetString(CanonicalJson.Write(new JsonObject { ["index"] = index, ["entry"] = entry }));

    private static string Line(long index, JsonNode act) =>
        string.Create(CultureInfo.InvariantCulture, $"{index,7}  ") + string.Join("  ", Columns.Select(column => act[column]?.ToString()).Where(text => text is not null));
}
