using SecureIntake.Sealing.Documents;

namespace SecureIntake.Fuzz.Targets;

/// <summary>Organisation cards and the documents in them. JSON may be spelled in many ways; what is written for it has one, and reads the same.</summary>
internal sealed class CardTarget : Target
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    public override string Name => "card";

    public override IEnumerable<byte[]> Seeds()
    {
        var key = Convert.ToBase64String(new byte[32]);
        var signature = Convert.ToBase64String(new byte[64]);
        yield return Card("policy/v1", "{\\\"v\\\":1}", $$"""[{"key":"{{key}}","signature":"{{signature}}"}]""");
        yield return Card("policy/v1", "{\\\"v\\\":1,\\\"root\\\":{\\\"threshold\\\":1,\\\"keys\\\":[\\\"" + key + "\\\"]},\\\"k\\\":2}", "[]");
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!OrganisationCard.TryParse(input, out var card)) return;
        card.TryVerify(new string('0', 64), Today, out var verified, out _);
        Require(verified is null, "verified under a fingerprint that nothing has");
        _ = card.Policy.TryRead<PolicyDocument>(out _);
        _ = card.Desk.TryRead<DeskLine>(out _);
        var written = card.ToJson();
        Require(OrganisationCard.TryParse(written, out var again), "its own text is refused");
        RequireSame(written, again!.ToJson());
    }

    private static byte[] Card(string kind, string body, string signatures) => System.Text.Encoding.UTF8.GetBytes(
        $$$"""{"policy":{"kind":"{{{kind}}}","body":"{{{body}}}","signatures":{{{signatures}}}},"desk":{"kind":"desk/v1","body":"{}","signatures":[]}}""");
}
