using System.CommandLine;
using SecureIntake.Cli.Custody;

namespace SecureIntake.Cli.Commands;

/// <summary><c>custodian inspect</c>: who asks for which source, and why, once everything that needs no key was checked.</summary>
internal static class CustodianInspectCommand
{
    public static Command Create()
    {
        var request = CustodianCommand.Request();
        var root = CustodianCommand.Root();
        var log = CustodianCommand.Log();
        var proxy = Network.ProxyOption();
        var json = JsonLine.Option();
        var command = new ToolCommand(
            "inspect", "Check a request for a source and show who asks, and why. No key is needed.", "secureintake custodian inspect request.json --root 0123…cdef") { request, root, log, proxy, json };
        command.SetAction(parsed =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var asked = VerifiedRequest.Read(parsed.GetRequiredValue(request), parsed.GetRequiredValue(root), now);
            var history = parsed.GetValue(log) is { } place ? SourceHistory.Read(asked, place, parsed.GetValue(proxy), parsed.GetRequiredValue(root)) : null;
            if (parsed.GetValue(json)) JsonLine.Write(writer => RequestWords.Write(writer, asked, history));
            else foreach (var line in RequestWords.Lines(asked, now).Concat(history?.Lines() ?? [])) Console.Out.WriteLine(line);
            CommandLine.Say(CustodianCommand.CallBack);
            return ExitCode.Fine;
        });
        return command;
    }
}
