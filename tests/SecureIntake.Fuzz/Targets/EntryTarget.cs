using System.Text.Json.Nodes;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;

namespace SecureIntake.Fuzz.Targets;

/// <summary>Entries of the access log, as any process may put them before the portal, and any log before its verifier.</summary>
internal sealed class EntryTarget : Target
{
    public override string Name => "entry";

    public override IEnumerable<byte[]> Seeds()
    {
        var (id, digest, day) = (LogId.Parse("0123456789abcdef0123456789abcdef"), new Bytes32(new byte[32]), new DateOnly(2026, 11, 24));
        var stamp = new Stamp(new DateTimeOffset(day, default, TimeSpan.Zero), id, new Nonce(new byte[16]));
        var signature = new byte[64];
        yield return Bytes(Entry.Record(new SubmissionReceived(day, digest, digest)));
        yield return Bytes(Entry.Record(new MemberInvited(id, [Role.Auditor, Role.Verifier], null)));
        yield return Bytes(Entry.WithSignature(new CaseTriaged(stamp, id, id, [digest]), digest, signature));
        yield return Bytes(Entry.WithSignature(new StageFinished(stamp, id, id, "examine", StageOutcome.Done, digest), digest, signature));
        yield return Bytes(Entry.Record(new DocumentPublished(new SignedDocument("policy/v1", "{\"v\":1,\"é\":\"\\u0001\"}", [new DocumentSignature(digest, signature)]))));

        static byte[] Bytes(Entry entry) => entry.Bytes.ToArray();
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!Entry.TryParse(input, out var entry)) return;
        RequireSame(input, entry.Bytes.Span);
        RequireSame(input, CanonicalJson.Write(JsonNode.Parse(input)));
        entry.SignatureHolds();
    }
}
