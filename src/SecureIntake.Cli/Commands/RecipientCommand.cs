using System.CommandLine;
using SecureIntake.Cli.Files;

namespace SecureIntake.Cli.Commands;

/// <summary><c>recipient</c>: what others seal to, one line for each identity of a key file.</summary>
internal static class RecipientCommand
{
    public static Command Create()
    {
        var key = new Argument<string>("key-file") { Description = "A file with secret keys." };
        var json = JsonLine.Option();
        var command = new ToolCommand("recipient", "Show the public half of a key, which others seal files to.", "secureintake recipient my.key") { key, json };
        command.SetAction(parsed =>
        {
            using var keys = Keys.Read(parsed.GetRequiredValue(key));
            var recipients = keys.Identities.Select(identity => identity.Recipient.ToString()!).ToArray();
            if (recipients.Length == 0) throw CommandFailedException.Refused("this file holds keys to sign with, none to read with");
            if (parsed.GetValue(json)) JsonLine.Write(writer => writer.WriteStrings("recipients", recipients));
            else foreach (var recipient in recipients) Console.Out.WriteLine(recipient);
            return ExitCode.Fine;
        });
        return command;
    }
}
