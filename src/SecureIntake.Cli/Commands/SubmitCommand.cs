using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using SecureIntake.Cli.Files;
using SecureIntake.Cli.Submitting;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Receipt;

namespace SecureIntake.Cli.Commands;

/// <summary><c>submit</c>: seals a testimony to the organisation whose root was compared beforehand, uploads it, prints the receipt code.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var intake = new Option<string>("--intake") { Description = "The intake's address.", Required = true };
        var root = new Option<string>("--root") { Description = "The organisation's root fingerprint (64 hex digits), compared by another way.", Required = true };
        var card = new Option<string?>("--card") { Description = "A card from a file instead of the intake's own." };
        var proxy = Network.ProxyOption();
        var json = JsonLine.Option();
        var folder = new Argument<string>("folder") { Description = "account.json, perhaps source.json and papers/; all other files are evidence." };
        var command = new ToolCommand(
            "submit", "Seal a testimony to an organisation and send it.", "secureintake submit --intake https://intake.example --root 0123…cdef testimony") { intake, root, card, proxy, json, folder };
        command.SetAction(async (parsed, cancel) =>
        {
            var address = Network.Address(parsed.GetRequiredValue(intake), "http", "https");
            var testimony = Testimony.Read(parsed.GetRequiredValue(folder));
            using var client = new IntakeClient(Network.Connect(address, parsed.GetValue(proxy)));
            try
            {
                var cardBytes = parsed.GetValue(card) is { } path ? InputFile.ReadSmall(path) : await client.GetCardAsync(cancel);
                var receipt = await SendAsync(client, Verify(cardBytes, parsed.GetRequiredValue(root)), testimony, cancel);
                if (parsed.GetValue(json)) Console.Out.WriteLine(JsonSerializer.Serialize(receipt, PlainJson.Types.SubmissionReceipt));
                else Print(receipt);
                return ExitCode.Fine;
            }
            catch (HttpRequestException e)
            {
                throw CommandFailedException.Refused($"the intake cannot be reached ({e.HttpRequestError}); nothing was submitted");
            }
        });
        return command;
    }

    private static VerifiedCard Verify(byte[] bytes, string rootFingerprint)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var why = CardFailure.Malformed;
        if (OrganisationCard.TryParse(bytes, out var card) && card.TryVerify(rootFingerprint, today, out var verified, out why)) return verified;
        throw why switch
        {
            CardFailure.Malformed => CommandFailedException.Refused("this is not an organisation card"),
            CardFailure.WrongRoot => CommandFailedException.Tampered("the card belongs to another organisation than the fingerprint"),
            CardFailure.PolicyNotSigned => CommandFailedException.Tampered("the card is not signed by the organisation's root"),
            CardFailure.DeskNotSigned => CommandFailedException.Tampered("this week's key is not signed by enough leads"),
            CardFailure.NotCurrent => CommandFailedException.Refused("the card is not valid today"),
            CardFailure.DeskTooOld => CommandFailedException.Refused("the card's key is too old to seal to; ask for a fresh card"),
            _ => new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<SubmissionReceipt> SendAsync(IntakeClient client, VerifiedCard card, Testimony testimony, CancellationToken cancel)
    {
        // Only sealed bytes are staged; an upload that breaks goes on from them.
        var staging = Directory.CreateTempSubdirectory("secureintake-");
        using var code = ReceiptCode.Create(RandomNumberGenerator.Fill);
        try
        {
            var parts = new SubmissionSealer(card, staging.FullName, RandomNumberGenerator.Fill).Seal(testimony, code);
            var committed = new List<CommitPart>();
            foreach (var part in parts)
            {
                CommandLine.Say($"sending {part.Compartment} ({part.Length} bytes)");
                committed.Add(new CommitPart(await client.UploadAsync(part, cancel), part.Part, part.Compartment, part.Number));
            }
            var tag = new Bytes32(code.LogTag());
            await client.CommitAsync(new CommitRequest(card.Desk.Week, tag, committed), cancel);
            return new SubmissionReceipt(code.ToDigits(), card.Desk.Week, tag, parts.Count);
        }
        finally
        {
            staging.Delete(recursive: true);
        }
    }

    private static void Print(SubmissionReceipt receipt)
    {
        CommandLine.Say("Submitted. This is the receipt code. Whoever has it can read the replies; without it nobody can, and nobody can restore it.");
        Console.Out.WriteLine(receipt.Receipt);
    }
}
