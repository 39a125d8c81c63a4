using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cli;
using SecureIntake.Cli.Submitting;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Receipt;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>What the command <c>submit</c> seals and sends, against the real Intake.</summary>
public sealed class SubmitCommandTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_testimony_that_the_command_line_sends_enters_whole_over_a_line_that_breaks()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        await using var line = new CutOnceRelay(intake.Address, cutAfter: 500_000);
        using var client = new IntakeClient(Network.Connect(line.Address, proxy: null));
        using var code = ReceiptCode.Create(RandomNumberGenerator.Fill);

        var (card, uploads) = await SealAsync(client, office, store.Folder, code);
        var parts = new List<CommitPart>();
        foreach (var upload in uploads) parts.Add(new CommitPart(await client.UploadAsync(upload, CancellationToken.None), upload.Part, upload.Compartment, upload.Number));
        var request = new CommitRequest(card.Desk.Week, new Bytes32(code.LogTag()), parts);
        await client.CommitAsync(request, CancellationToken.None);
        await client.CommitAsync(request, CancellationToken.None); // as after a lost answer

        Assert.Equal(1, line.Cuts);
        Assert.Equal(1, (await intake.Batch.RunAsync(even: true, CancellationToken.None)).Entered);
        await using var cases = await intake.OpenCasesAsync();
        Assert.Equal(code.LogTag(), (await cases.Submissions.SingleAsync()).Tag);
        var stored = await cases.Parts.ToListAsync();
        Assert.Equal(uploads.Count, stored.Count);
        foreach (var upload in uploads)
        {
            var part = stored.Single(p => p.Id.Text == upload.Part.ToString());
            var sent = await File.ReadAllBytesAsync(upload.File);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(sent.AsSpan(1627))), Convert.ToHexString(part.Digest));
        }
    }

    [Fact]
    public async Task What_intake_refuses_is_said_by_its_code()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        using var client = new IntakeClient(Network.Connect(intake.Address, proxy: null));
        var refusal = await Assert.ThrowsAsync<CommandFailedException>(() => client.GetCardAsync(CancellationToken.None));
        Assert.Equal((1, "the intake refused: card.none"), (refusal.ExitCode, refusal.Message));
    }

    private static async Task<(VerifiedCard Card, IReadOnlyList<SealedUpload> Uploads)> SealAsync(IntakeClient client, SpecimenOffice office, string folder, ReceiptCode code)
    {
        Assert.True(OrganisationCard.TryParse(await client.GetCardAsync(CancellationToken.None), out var fetched));
        Assert.True(fetched.TryVerify(office.Fingerprint, SpecimenOffice.Today, out var card, out _));
        var told = Directory.CreateDirectory(Path.Combine(folder, "told")).FullName;
        await File.WriteAllTextAsync(Path.Combine(told, "account.json"), """
            {
              "v": 1, "language": "en", "mode": "self", "subject": { "names": [{ "text": "Specimen Person", "script": "Latn", "kind": "official" }] },
              "events": [], "narrative": "SPECIMEN", "knowledge": [],
              "consent": { "version": 1, "language": "en", "mode": "read", "uses": { "keep": "yes" } }
            }
            """);
        await File.WriteAllBytesAsync(Path.Combine(told, "evidence.bin"), new byte[2_000_000]);
        var staging = Directory.CreateDirectory(Path.Combine(folder, "sealed")).FullName;
        return (card, new SubmissionSealer(card, staging, RandomNumberGenerator.Fill).Seal(Testimony.Read(told), code));
    }
}
