using System.CommandLine;
using System.Globalization;
using SecureIntake.Audit.Events;
using SecureIntake.Cli.Custody;
using SecureIntake.Cli.Receipts;

namespace SecureIntake.Cli.Commands;

/// <summary><c>receipt</c>: what the log says to the holder of a receipt code, checked by a program that no server served.</summary>
internal static class ReceiptCommand
{
    public static Command Create()
    {
        var place = AuditCommand.Place();
        var root = new Option<string>("--root") { Description = "The organisation's root fingerprint (64 hex digits), compared by another way.", Required = true };
        var code = new Option<string>("--code") { Description = "A file with the receipt code, digits or words; - for standard input.", Required = true };
        var proxy = Network.ProxyOption();
        var json = JsonLine.Option();
        var command = new ToolCommand(
            "receipt", "Look a receipt code up in the log: when the testimony entered, and who asked for the source.",
            "secureintake receipt https://intake.example/log/ --root 0123…cdef --code code.txt") { place, root, code, proxy, json };
        command.SetAction(parsed =>
        {
            using var secret = CodeFile.Read(parsed.GetRequiredValue(code));
            var history = ReceiptHistory.Read(secret, parsed.GetRequiredValue(place), parsed.GetValue(proxy), parsed.GetRequiredValue(root));
            if (parsed.GetValue(json)) Write(history);
            else foreach (var line in history.Lines()) Console.Out.WriteLine(line);
            return history.Arrived is null ? ExitCode.Refused : ExitCode.Fine;
        });
        return command;
    }

    private static void Write(ReceiptHistory history) => JsonLine.Write(writer =>
    {
        writer.WriteString("arrived", history.Arrived?.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        writer.WriteStartArray("entries");
        foreach (var (index, act) in history.About)
        {
            writer.WriteStartObject();
            writer.WriteNumber("entry", index);
            writer.WriteString("type", act.Type);
            writer.WriteString("member", act.Stamp.By.ToString());
            writer.WriteString("at", EntryWords.Text(act.Stamp.At));
            if (act is CustodyRequested) writer.WriteString("purpose", act.Reason!.Value.ToString().ToLowerInvariant());
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });
}
