using System.Text;
using SecureIntake.Audit;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Fuzz.Targets;

/// <summary>What a witness is sent, and the proof of an entry: a few lines before a signed checkpoint.</summary>
internal sealed class ProofTarget : Target
{
    private static readonly byte[] Note = Encoding.UTF8.GetBytes(
        $"specimen.example/log\n14\n{Convert.ToBase64String(new byte[32])}\n\n— specimen.example/log {Convert.ToBase64String(new byte[68])}\n");

    public override string Name => "proof";

    public override IEnumerable<byte[]> Seeds()
    {
        Bytes32[] path = [new(new byte[32]), new([.. Enumerable.Range(0, 32).Select(i => (byte)i)])];
        yield return new AddCheckpoint(0, [], Note).ToBytes();
        yield return new AddCheckpoint(8, path, Note).ToBytes();
        yield return Encoding.UTF8.GetBytes(new LogProof(3, path, Note).ToString());
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (AddCheckpoint.TryParse(input, out var request)) RequireSame(input, request!.ToBytes());
        string text = Encoding.UTF8.GetString(input);
        if (LogProof.TryParse(text, out var proof)) Require(proof!.ToString() == text, "accepted input is not canonical");
    }
}
