using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Custody;
using SecureIntake.Cli.Files;

namespace SecureIntake.Cli.Commands;

/// <summary><c>custodian approve</c>: shows what <c>custodian inspect</c> shows, asks, and seals the custodian's share to the lead who asks.</summary>
internal static class CustodianApproveCommand
{
    public static Command Create()
    {
        var request = CustodianCommand.Request();
        var root = CustodianCommand.Root();
        var log = CustodianCommand.Log();
        var proxy = Network.ProxyOption();
        var key = new Option<string>("--key") { Description = "The file with your custodian's key.", Required = true };
        var output = new Option<string>("--out") { Description = "The new file for your answer, which goes back to the lead.", Required = true };
        var yes = new Option<bool>("--yes") { Description = "Agree without being asked, where there is no terminal." };
        var json = JsonLine.Option();
        var command = new ToolCommand(
            "approve", "Check a request for a source, and if you agree give your share to the lead who asks.",
            "secureintake custodian approve request.json --root 0123…cdef --key custodian-1 --out answer-1.age") { request, root, log, proxy, key, output, yes, json };
        command.SetAction(parsed =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var asked = VerifiedRequest.Read(parsed.GetRequiredValue(request), parsed.GetRequiredValue(root), now);
            var history = parsed.GetValue(log) is { } place ? SourceHistory.Read(asked, place, parsed.GetValue(proxy), parsed.GetRequiredValue(root)) : null;
            foreach (var line in RequestWords.Lines(asked, now).Concat(history?.Lines() ?? [])) CommandLine.Say(line);
            using var own = OwnShare.Find(asked, parsed.GetRequiredValue(key));
            CommandLine.Say($"your key opens the share for custodian {own.Number}");
            if (RequestWords.Note(own) is { } note) CommandLine.Say(note);
            CommandLine.Say(CustodianCommand.CallBack);
            Agreement.Require(parsed.GetValue(yes));

            var path = parsed.GetRequiredValue(output);
            Give(asked, own, path);
            CommandLine.Say($"{path} is your answer: only this lead can open it. Send it to them by whatever way you like");
            if (parsed.GetValue(json))
                JsonLine.Write(writer =>
                {
                    RequestWords.Write(writer, asked, history);
                    writer.WriteNumber("number", own.Number);
                    writer.WriteString("answer", path);
                });
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Give(VerifiedRequest asked, OwnShare own, string path)
    {
        using var file = OutputFile.New(path);
        using var share = own.Open(asked);
        file.Stream.Write(Answer.To(asked, share).Seal(asked.Lead.Recipient, RandomNumberGenerator.Fill));
        file.Commit();
    }
}
