using SecureIntake.Sealing.Age;

namespace SecureIntake.Fuzz.Targets;

/// <summary>Armor. Line ends and white space around the whole are its only freedom.</summary>
internal sealed class ArmorTarget : Target
{
    public override string Name => "armor";

    public override IEnumerable<byte[]> Seeds() => new[] { 1, 2, 3, 47, 48, 49, 96, 100 }.Select(length => Wrap(new byte[length]))
        .Append([.. "\n \r\n"u8, .. Wrap(new byte[50]), .. "\n\n"u8])
        .Append(System.Text.Encoding.ASCII.GetBytes(System.Text.Encoding.ASCII.GetString(Wrap(new byte[50])).Replace("\n", "\r\n", StringComparison.Ordinal)));

    public override void Run(ReadOnlySpan<byte> input)
    {
        using var binary = new MemoryStream();
        try
        {
            using var reader = new ArmorReader(new MemoryStream(input.ToArray()));
            reader.CopyTo(binary);
        }
        catch (MalformedArmorException)
        {
            return; // the one exception that is an answer
        }
        RequireSame(Spelling(input), Spelling(Wrap(binary.ToArray())));
    }

    private static byte[] Wrap(byte[] binary)
    {
        using var text = new MemoryStream();
        using (var armor = Armor.Wrap(text)) armor.Write(binary);
        return text.ToArray();
    }

    private static ReadOnlySpan<byte> Spelling(ReadOnlySpan<byte> text)
    {
        var lines = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (text[i] != '\r' || i + 1 == text.Length || text[i + 1] != '\n') lines.Add(text[i]);
        return lines.ToArray().AsSpan().Trim(" \t\r\n"u8);
    }
}
