using System.CommandLine;
using SecureIntake.Cli.Files;

namespace SecureIntake.Cli.Commands;

/// <summary><c>recipient</c>: what others seal to, one line for each identity of a key file.</summary>
internal static class RecipientCommand
{
    public static Command Create()
    {
        var key = new Argument<string>("key-file") { Description = "A file with secret keys." };
        var command = new Command("recipient", "Print the recipients of a key file.") { key };
        command.SetAction(parsed =>
        {
            using var keys = Keys.Read(parsed.GetRequiredValue(key));
            var recipients = keys.Identities.Select(identity => identity.Recipient.ToString()).ToArray();
            if (recipients.Length == 0) throw CommandFailedException.Refused("this file holds keys to sign with, none to read with");
            foreach (var recipient in recipients) Console.Out.WriteLine(recipient);
            return ExitCode.Fine;
        });
        return command;
    }
}
