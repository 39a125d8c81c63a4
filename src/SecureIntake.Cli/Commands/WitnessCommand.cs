using System.CommandLine;
using System.Runtime.InteropServices;
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

    private static ToolCommand Keygen() => SeedKeygen.Create("witness", "secureintake witness keygen witness.key --name witness.example", Name(), (name, seed) =>
    {
        using var signer = new WitnessSigner(name, seed);
        return signer.Key.ToString();
    });

    private static Option<string> Name() => SeedKeygen.Name("witness", "a host name", "witness.example");

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
