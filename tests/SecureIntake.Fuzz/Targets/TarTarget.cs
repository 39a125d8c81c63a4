using SecureIntake.Opening;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Fuzz.Targets;

/// <summary>The archive inside a part: the first byte chooses the compartment, and zeros fill up to its length, so that inputs stay small.</summary>
internal sealed class TarTarget : Target
{
    public override string Name => "tar";

    public override IEnumerable<byte[]> Seeds() => Compartment.All.Select((compartment, index) =>
    {
        using var tar = new MemoryStream();
        tar.WriteByte((byte)index);
        PartTar.Write(compartment.Name switch
        {
            "evidence" => [Record(compartment), new PartEntry("evidence.pdf", "SPECIMEN"u8.ToArray())],
            "source" => [Record(compartment), new PartEntry("paper-1.jpg", []), new PartEntry("paper-2.png", new byte[513])],
            "copy" => [Record(compartment), new PartEntry("page-1.png", new byte[512])],
            _ => [Record(compartment)],
        }, tar);
        tar.SetLength(tar.Length - PartTar.ClosingLength);
        return tar.ToArray();
    });

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        var compartment = Compartment.All[input[0] % Compartment.All.Count];
        var tar = input[1..];
        if (!Padding.TryPaddedLength(compartment, tar.Length, out var padded)) return;
        using var plaintext = new MemoryStream();
        plaintext.Write(tar);
        plaintext.SetLength(padded);
        if (!PartContent.TryRead(compartment, plaintext, out var content)) return;

        using var again = new MemoryStream();
        PartTar.Write(content.Files.Select(file => new PartEntry(file.Name, content.Read(file))), again);
        again.SetLength(padded);
        RequireSame(plaintext.ToArray(), again.ToArray());
    }

    private static PartEntry Record(Compartment compartment) => new(compartment.Record, "{\"v\":1}"u8.ToArray());
}
