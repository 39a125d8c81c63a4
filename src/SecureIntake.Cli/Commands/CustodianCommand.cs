using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Commands;

/// <summary><c>custodian keygen</c>: the key that one custodian's shares are sealed to, and the public file for the ceremony.</summary>
internal static class CustodianCommand
{
    public static Command Create() => new("custodian", "Keys of custodians, who hold shares of every source part.") { Keygen() };

    private static ToolCommand Keygen()
    {
        var number = new Option<int>("--number") { Description = "The custodian's number, from 1.", Required = true };
        var output = new Option<string>("--out") { Description = "The new key file; its public half gets the same name with .pub.", Required = true };
        var json = JsonLine.Option();
        var command = new ToolCommand("keygen", "Make a custodian's key, on the custodian's own medium.", "secureintake custodian keygen --number 1 --out custodian-1") { number, output, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(number) is < 1 or > 255) throw CommandFailedException.WrongUse("a custodian's number is from 1 to 255");
            using var identity = HybridIdentity.Create(RandomNumberGenerator.Fill);
            var custodian = new Custodian(parsed.GetValue(number), identity.Recipient);
            var path = parsed.GetRequiredValue(output);
            using var files = new OutputFiles();
            files.Write(path + ".pub", PublicFiles.Write(custodian));
            Keys.Write(path, KeyText.Write(identity), $"custodian {custodian.Number}", $"recipient: {identity.Recipient}");
            files.Keep();
            if (parsed.GetValue(json))
                JsonLine.Write(writer =>
                {
                    writer.WriteNumber("number", custodian.Number);
                    writer.WriteString("recipient", identity.Recipient.ToString());
                    writer.WriteString("public", path + ".pub");
                });
            else Console.Out.WriteLine(path + ".pub");
            return ExitCode.Fine;
        });
        return command;
    }
}
