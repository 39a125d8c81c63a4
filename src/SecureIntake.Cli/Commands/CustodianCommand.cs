using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Commands;

/// <summary>
/// <c>custodian</c>: what custodians do. <c>custodian keygen</c> makes the key that one custodian's shares are sealed to, and the public file for the ceremony.
/// </summary>
internal static class CustodianCommand
{
    /// <summary>What no file can prove.</summary>
    public const string CallBack = "Before you give anything, call this lead by voice and compare the keys: a file proves whose key asks, not who has that key now";

    public static Command Create() => new("custodian", "For custodians, who hold shares of every source's key: their keys, and requests for a source.")
    {
        Keygen(), CustodianInspectCommand.Create(), CustodianApproveCommand.Create(),
    };

    /// <summary>The request file.</summary>
    public static Argument<string> Request() => new("request") { Description = "The request file that a lead gave you." };

    /// <summary>Whose request counts.</summary>
    public static Option<string> Root()
    {
        var root = new Option<string>("--root") { Description = "The organisation's root fingerprint (64 hex digits), as you have it from the ceremony.", Required = true };
        root.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: 64 } fingerprint || !fingerprint.All(char.IsAsciiHexDigitLower)) result.AddError("--root is 64 lower-case hex digits");
        });
        return root;
    }

    /// <summary>Where to look for vetoes.</summary>
    public static Option<string?> Log() => new("--log") { Description = "A copy of the log (its folder, or https://…/log/): it is verified, and says who vetoed and whether this source was asked for before." };

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
            using var file = files.New(path);
            Keys.Write(file, KeyText.Write(identity), Announce, $"custodian {custodian.Number}", $"recipient: {identity.Recipient}");
            files.Keep();
            return ExitCode.Fine;

            void Announce()
            {
                if (parsed.GetValue(json))
                    JsonLine.Write(writer =>
                    {
                        writer.WriteNumber("number", custodian.Number);
                        writer.WriteString("recipient", identity.Recipient.ToString());
                        writer.WriteString("public", path + ".pub");
                    });
                else Console.Out.WriteLine(path + ".pub");
            }
        });
        return command;
    }
}
