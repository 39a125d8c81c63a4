using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Commands;

/// <summary><c>root</c>: the organisation's root keys and what they sign. Meant for a computer that stays offline.</summary>
internal static class RootKeysCommand
{
    public static Command Create() => new("root", "The organisation's root: its keys and what they sign.") { Init(), RootSignCommand.Create() };

    private static ToolCommand Init()
    {
        var keys = new Option<int>("--keys") { Description = "How many keys to make.", DefaultValueFactory = _ => 3 };
        var threshold = new Option<int>("--threshold") { Description = "How many of them must sign.", DefaultValueFactory = _ => 2 };
        var output = new Option<string>("--out") { Description = "A new folder for root.json, root.fingerprint and one file per key.", Required = true };
        var json = JsonLine.Option();
        var command = new ToolCommand("init", "Make the root's keys, once, on a computer that stays offline.", "secureintake root init --keys 3 --threshold 2 --out root") { keys, threshold, output, json };
        command.SetAction(parsed =>
        {
            var (n, m) = (parsed.GetValue(keys), parsed.GetValue(threshold));
            if (n is < 1 or > 15 || m < 1 || m > n) throw CommandFailedException.WrongUse("a root has 1 to 15 keys and a threshold from 1 to their number");
            Make(n, m, parsed.GetRequiredValue(output), Announce);
            return ExitCode.Fine;

            void Announce(Root root)
            {
                if (parsed.GetValue(json)) JsonLine.Write("fingerprint", root.Fingerprint);
                else Console.Out.WriteLine(root.Fingerprint);
            }
        });
        return command;
    }

    private static void Make(int count, int threshold, string folder, Action<Root> announce)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw CommandFailedException.Refused($"{folder} is not empty: a root is made once");
        using var files = new OutputFiles();
        files.Folder(folder);
        var keys = Enumerable.Range(0, count).Select(_ => SigningKey.Create(RandomNumberGenerator.Fill)).ToArray();
        try
        {
            var root = Root.Of(threshold, keys.Select(key => key.Signer));
            for (var i = 0; i < keys.Length; i++)
            {
                var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"root-{i + 1}.key"));
                using var file = files.New(path);
                Keys.Write(file, KeyText.Write(keys[i]), () => { }, string.Create(CultureInfo.InvariantCulture, $"root key {i + 1} of {count}, {threshold} must sign"), $"signer: {keys[i].Signer}");
            }
            files.Write(Path.Combine(folder, "root.json"), [.. root.ToJson(), (byte)'\n']);
            files.Write(Path.Combine(folder, "root.fingerprint"), Encoding.ASCII.GetBytes(root.Fingerprint + "\n"));
            announce(root);
            files.Keep();
        }
        finally
        {
            foreach (var key in keys) key.Dispose();
        }
    }
}
