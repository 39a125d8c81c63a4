using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cli.Files;

namespace SecureIntake.Cli.Commands;

/// <summary>
/// <c>audit verify</c>: the whole log by its public reads alone. One line on standard output: <c>verified N entries, root R</c>, or the first place
/// that does not hold, <c>TAMPERED entry I</c> or <c>TAMPERED tile P</c> (exit 3).
/// </summary>
internal static class AuditVerifyCommand
{
    public static Command Create()
    {
        var place = AuditCommand.Place();
        var root = new Option<string?>("--root") { Description = "The root's fingerprint, 64 hex digits, from a source that you trust." };
        var logKey = new Option<string?>("--log-key") { Description = "The log's key (name+id+base64), from a source that you trust." };
        var seen = new Option<string?>("--seen") { Description = "The file that keeps the newest checkpoint you saw: the log must begin with it. Made when missing, renewed when all is right." };
        var witnesses = new Option<string?>("--witnesses") { Description = "A C2SP tlog-policy file: who must have cosigned the checkpoint." };
        var proxy = Network.ProxyOption();
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var command = new ToolCommand(
            "verify", "Check a whole log, trusting nobody but the root or the log key that you give.", "secureintake audit verify https://intake.example/log/ --root 0123…cdef") { place, root, logKey, seen, witnesses, proxy, json };
        command.Validators.Add(result =>
        {
            var (fingerprint, vkey) = (result.GetValue(root), result.GetValue(logKey));
            if (fingerprint is null && vkey is null) result.AddError("a log can only be checked against something you know: give --root or --log-key");
            if (fingerprint is not null && !(fingerprint.Length == 64 && fingerprint.All(char.IsAsciiHexDigitLower))) result.AddError("--root is 64 lower-case hex digits");
            if (vkey is not null && !LogKey.TryParse(vkey, out _)) result.AddError("--log-key is not the key of a log: it was cut or mistyped");
        });
        command.SetAction((parsed) => AuditCommand.Read(parsed.GetRequiredValue(place), parsed.GetValue(proxy), async reader =>
        {
            var key = parsed.GetValue(logKey) is { } vkey && LogKey.TryParse(vkey, out var given) ? given : null;
            var kept = SeenCheckpoint.Read(parsed.GetValue(seen));
            kept.RequireSignedBy(key);
            var authority = new Authority(parsed.GetValue(root), key);
            var expected = new Expectations { Seen = kept.Checkpoints, Witnesses = PolicyFile.Read(parsed.GetValue(witnesses)) };
            var verdict = await new LogVerifier(reader, authority, expected).VerifyAsync(CancellationToken.None);
            // Whose the kept checkpoint is matters where it decided, or is about to be renewed; anything else that was changed is told all the same.
            if (verdict is Verdict.Verified or Verdict.TamperedTile { Fault: Fault.RolledBack or Fault.Forked }) kept.RequireSignedBy(authority.Log);
            if (verdict is Verdict.Verified verified) kept.Renew(verified.Note);
            if (parsed.GetValue(json)) return WriteJson(verdict);
            // Only a root that was given vouches for the policy in the log.
            return WriteLine(verdict, parsed.GetValue(root) is null ? null : authority.WitnessPolicy);
        }));
        return command;
    }

    /// <summary>
    /// What the newest policy in the log asks of witnesses. It is told and no more: a checkpoint of this moment may be cosigned in the next.
    /// </summary>
    private static string WordsOn(WitnessPolicy policy, ReadOnlyMemory<byte> note) =>
        policy.AsksNobody ? "the root asks for no witnesses"
        : policy.IsWitnessed(note.Span) ? $"cosigned as the root asks: {policy.Words}"
        : $"not cosigned yet as the root asks: {policy.Words}";

    private static int WriteLine(Verdict verdict, WitnessPolicy? policy) => verdict.Match(
        verified =>
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verified {verified.Checkpoint.Size} entries, root {verified.Checkpoint.Root}"));
            CommandLine.Say($"log {verified.Key}");
            if (policy is not null) CommandLine.Say(WordsOn(policy, verified.Note));
            return ExitCode.Fine;
        },
        entry => Tampered(string.Create(CultureInfo.InvariantCulture, $"TAMPERED entry {entry.Index}"), entry.Fault),
        tile => Tampered($"TAMPERED tile {tile.Path}", tile.Fault));

    private static int WriteJson(Verdict verdict)
    {
        var (json, exit) = verdict.Match(
            v => (new JsonObject { ["verified"] = v.Checkpoint.Size, ["root"] = v.Checkpoint.Root.ToString(), ["log"] = v.Key.ToString() }, ExitCode.Fine),
            e => (new JsonObject { ["tampered"] = "entry", ["index"] = e.Index, ["fault"] = e.Fault.ToString() }, ExitCode.Tampered),
            t => (new JsonObject { ["tampered"] = "tile", ["path"] = t.Path, ["fault"] = t.Fault.ToString() }, ExitCode.Tampered));
        Console.Out.WriteLine(Encoding.UTF8.GetString(CanonicalJson.Write(json)));
        return exit;
    }

    private static int Tampered(string line, Fault fault)
    {
        Console.Out.WriteLine(line);
        CommandLine.Say("! " + (fault switch
        {
            Fault.Missing => "the file is missing",
            Fault.Malformed => "it does not have the form that the format asks",
            Fault.Hash => "its content is not what the signed root commits to",
            Fault.Signature => "no checkpoint signed by the log's key",
            Fault.Unvouched => "no policy of the root names the log's key: as before the first publication, or of another log",
            Fault.NotEntitled => "it is not signed by somebody who was entitled at that time",
            Fault.Unknown => "a log of this size has no such file",
            Fault.RolledBack => "a larger log was seen before: this is an old copy, or entries were cut off",
            Fault.Forked => "it does not begin with the log that was seen before: there are two histories",
            Fault.Unwitnessed => "it is not cosigned as the witness policy asks",
            _ => throw new InvalidOperationException("a fault that nobody defined"),
        }));
        return ExitCode.Tampered;
    }
}
