using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cli.Files;
using SecureIntake.Cli.Witnessing;

namespace SecureIntake.Cli.Commands;

/// <summary>
/// <c>witness</c>: serves a C2SP tlog-witness until it is interrupted. It cosigns what extends the log that it saw, and nothing else; somebody
/// outside the building runs it. <c>witness keygen</c> makes its key.
/// </summary>
internal static class WitnessCommand
{
    private const string Listening = "http://127.0.0.1:8450/";

    public static Command Create()
    {
        var key = new Option<string?>("--key") { Description = "The witness's secret seed, 32 bytes (witness keygen)." };
        var name = Name();
        var log = new Option<string[]>("--log") { Description = "The key of a log to witness (name+id+base64); repeat it for more logs.", AllowMultipleArgumentsPerToken = false };
        var state = new Option<string?>("--state") { Description = "The folder in which it remembers what it cosigned. Never delete it, never put an old copy back." };
        var listen = new Option<string>("--listen") { Description = "Where it listens. For others put a TLS proxy or an onion service in front.", DefaultValueFactory = _ => Listening };
        listen.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var address) || address.Scheme != "http" || !address.AbsolutePath.EndsWith('/'))
                result.AddError("--listen is an address that begins with http:// and ends with /");
        });
        var command = new ToolCommand(
            "witness",
            "Watch a log from outside and cosign what only grows: a C2SP tlog-witness.",
            "secureintake witness --key witness.key --name witness.example --state memory --log intake.example/log+f7cb89a1+AUMO…")
        { key, name, log, state, listen, Keygen() };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(key) is not { } keyFile || parsed.GetValue(state) is not { } folder || parsed.GetValue(log) is not { Length: > 0 } vkeys)
                throw CommandFailedException.WrongUse("a witness needs --key, --state and at least one --log");
            using var signer = Read(parsed.GetRequiredValue(name), keyFile);
            using var witness = Open(folder, signer, Logs(vkeys));
            return Serve(witness, new Uri(parsed.GetRequiredValue(listen)));
        });
        return command;
    }

    private static ToolCommand Keygen()
    {
        var output = new Argument<string>("out") { Description = "The new file for the secret seed, 32 bytes." };
        var name = Name();
        var command = new ToolCommand("keygen", "Make a witness's key.", "secureintake witness keygen witness.key --name witness.example") { output, name };
        command.SetAction(parsed =>
        {
            var seed = RandomNumberGenerator.GetBytes(LogSigner.SeedLength);
            try
            {
                using var signer = new WitnessSigner(parsed.GetRequiredValue(name), seed);
                using var file = OutputFile.New(parsed.GetRequiredValue(output));
                file.Stream.Write(seed);
                file.Commit();
                Console.Out.WriteLine(signer.Key);
                return ExitCode.Fine;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(seed);
            }
        });
        return command;
    }

    private static Option<string> Name()
    {
        var name = new Option<string>("--name") { Description = "The witness's name for ever, by custom a host name.", DefaultValueFactory = _ => "witness.example" };
        name.Validators.Add(result =>
        {
            if (!LogKey.IsName(result.GetValueOrDefault<string>())) result.AddError("a witness's name is 1 to 128 visible ASCII characters without +");
        });
        return name;
    }

    private static WitnessSigner Read(string name, string keyFile)
    {
        try
        {
            return WitnessSigner.FromFile(name, keyFile);
        }
        catch (InvalidDataException wrong)
        {
            throw CommandFailedException.Refused(wrong.Message);
        }
    }

    private static List<LogKey> Logs(string[] vkeys)
    {
        var logs = new List<LogKey>();
        foreach (var vkey in vkeys)
        {
            if (!LogKey.TryParse(vkey, out var log)) throw CommandFailedException.WrongUse("--log is not the key of a log: it was cut or mistyped");
            if (logs.Any(other => other.Name == log!.Name)) throw CommandFailedException.WrongUse($"two logs of one name: {log!.Name}");
            logs.Add(log!);
        }
        return logs;
    }

    private static Witness Open(string folder, WitnessSigner signer, List<LogKey> logs)
    {
        try
        {
            return new Witness(folder, signer, logs, TimeProvider.System);
        }
        catch (LogDamagedException damaged)
        {
            throw CommandFailedException.Tampered($"what it remembers was changed, or by another key: {damaged.Place}");
        }
    }

    private static int Serve(Witness witness, Uri address)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var server = WitnessServer.Start(witness, address);
        Console.Out.WriteLine($"witness {witness.Key} listens at {address}");
        server.RunAsync(stop.Token).GetAwaiter().GetResult();
        return ExitCode.Fine;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
