using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Commands;

/// <summary><c>root sign</c>: turns the portal's request into the signed policy, directory and roster.</summary>
internal static class RootSignCommand
{
    public static Command Create()
    {
        var request = new Option<string>("--request") { Description = "The request that the portal exported.", Required = true };
        var root = new Option<string>("--root") { Description = "root.json of this organisation.", Required = true };
        var keys = new Option<string[]>("--key") { Description = "A root key file; as many as the threshold.", Required = true };
        var custodians = new Option<string[]>("--custodian") { Description = "A custodian's .pub file; all of them, instead of those in the request.", DefaultValueFactory = _ => [] };
        var k = new Option<int?>("--k") { Description = "How many shares open a source part, instead of the request's number." };
        var witnesses = new Option<string>("--witnesses") { Description = "Who must cosign the log: a C2SP tlog-policy file, or the word none.", Required = true };
        var days = new Option<int>("--days") { Description = "For how many days it holds, at most 90.", DefaultValueFactory = _ => PolicyDocument.MaxDays };
        var output = new Option<string>("--out") { Description = "The publication to upload to the portal.", Required = true };
        var force = ForceOption.Create();
        var command = new ToolCommand(
            "sign", "Sign who the members are and whom a source may trust.",
            "secureintake root sign --request request.json --root root/root.json --key root/root-1.key --key root/root-2.key --witnesses witness.policy --out publication.json") { request, root, keys, custodians, k, witnesses, days, output, force };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(days) is < 1 or > PolicyDocument.MaxDays) throw CommandFailedException.WrongUse("what the root signs holds for 1 to 90 days");
            var asked = Read(parsed.GetRequiredValue(request));
            var given = parsed.GetRequiredValue(custodians).Select(PublicFiles.ReadCustodian).OrderBy(custodian => custodian.Number).ToArray();
            if (given.Length > 0) asked = asked with { Custodians = given };
            if (parsed.GetValue(k) is { } threshold) asked = asked with { K = threshold };
            var cosigning = PolicyFile.ReadToSign(parsed.GetRequiredValue(witnesses));
            var publication = Sign(asked, cosigning, PublicFiles.ReadRoot(parsed.GetRequiredValue(root)), parsed.GetRequiredValue(keys), parsed.GetValue(days));
            Show(asked, cosigning);
            using var file = OutputFile.At(parsed.GetRequiredValue(output), parsed.GetValue(force), [parsed.GetRequiredValue(request), parsed.GetRequiredValue(root), .. parsed.GetRequiredValue(keys), .. parsed.GetRequiredValue(custodians)]);
            file.Stream.Write(publication.ToJson());
            file.Commit();
            return ExitCode.Fine;
        });
        return command;
    }

    private static SigningRequest Read(string path) => SigningRequest.TryParse(InputFile.ReadSmall(path), out var request)
        ? request
        : throw CommandFailedException.Refused($"{path} is not a signing request");

    private static RootPublication Sign(SigningRequest request, WitnessPolicy witnesses, Root root, string[] keyFiles, int days)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var salt = RandomNumberGenerator.GetBytes(Bytes32.Size);
        var publication = request.ToPublication(root, new Bytes32(salt), today, today.AddDays(days), witnesses.Signed)
            ?? throw CommandFailedException.Refused(
                "the request breaks a rule: it needs at least as many leads as desk signatures, custodians numbered from 1 and at least k (2 or more) of them, and no key twice");

        foreach (var path in keyFiles)
        {
            using var keys = Keys.Read(path);
            var mine = keys.SigningKeys.Where(key => root.Keys.Contains(key.Signer)).ToArray();
            if (mine.Length == 0) throw CommandFailedException.Refused($"{path} is not a key of this root");
            foreach (var key in mine)
                if (!publication.Policy.Signatures.Any(signature => signature.Key.Equals(key.Signer))) publication = publication.Map(key.Sign);
        }
        return publication.TryVerify(root.Fingerprint, today, out _, out _)
            ? publication
            : throw CommandFailedException.Refused($"{root.Threshold} keys of the root must sign, {publication.Policy.Signatures.Count} did");
    }

    /// <summary>What was signed, for the people at the table.</summary>
    private static void Show(SigningRequest request, WitnessPolicy witnesses)
    {
        foreach (var member in request.Members)
            CommandLine.Say($"member {member.Id}: {string.Join(", ", member.Roles).ToLowerInvariant()}; keys {member.Fingerprint}");
        foreach (var bench in request.Benches) CommandLine.Say($"bench {bench.Bench}: signer {bench.Signer}");
        foreach (var gate in request.Gates) CommandLine.Say($"gate {gate.Gate}: signer {gate.Signer}");
        foreach (var custodian in request.Custodians) CommandLine.Say($"custodian {custodian.Number}: recipient {Convert.ToHexStringLower(custodian.Recipient.Digest)}");
        CommandLine.Say($"{request.K} of {request.Custodians.Count} custodians open a source part; {request.DeskSignatures} of the leads sign a desk key");
        CommandLine.Say($"log {request.Log}");
        foreach (var witness in witnesses.Witnesses) CommandLine.Say($"witness {witness.Key}");
        CommandLine.Say(witnesses.AsksNobody
            ? "nobody need cosign the log: what is in it counts without witnesses"
            : $"an entry counts when these witnesses cosigned the log: {witnesses.Words}");
        CommandLine.Say($"intake {request.Address}");
    }
}
