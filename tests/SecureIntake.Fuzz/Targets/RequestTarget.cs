using SecureIntake.Sealing;
using SecureIntake.Sealing.Custody;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Fuzz.Targets;

/// <summary>Request files, which reach custodians by any way. JSON may be spelled in many ways; what is written for it has one, and reads the same.</summary>
internal sealed class RequestTarget : Target
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    public override string Name => "request";

    public override IEnumerable<byte[]> Seeds()
    {
        var publication = new RootPublication(
            new SignedDocument("policy/v1", "{\"v\":1}", []), new SignedDocument("directory/v1", "{}", []), new SignedDocument("roster/v1", "{}", []));
        var id = OpaqueId.FromBytes(new byte[OpaqueId.Size]);
        var share = new RequestedShare(id, 1, new byte[StructuralCheck.HeaderLength], new byte[16 + Padding.Floor + 16]);
        yield return new RequestFile(1, "{\"act\":{}}", "c2sp.org/tlog-proof@v1\n", publication, id, id, [share]).ToJson();
        yield return new RequestFile(1, "", "", publication, id, id, [share, share with { Number = 255 }]).ToJson();
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (!RequestFile.TryParse(input, out var file)) return;
        file.Publication.TryVerify(new string('0', 64), Today, out var verified, out _);
        Require(verified is null, "verified under a fingerprint that nothing has");
        var written = file.ToJson();
        Require(RequestFile.TryParse(written, out var again), "its own text is refused");
        RequireSame(written, again!.ToJson());
    }
}
