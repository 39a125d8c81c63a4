namespace SecureIntake.Sealing.Age;

/// <summary>Small things sealed whole in memory: an ordinary age file to hybrid recipients.</summary>
public static class SmallFile
{
    /// <summary>Bytes of the file around so many bytes of plaintext, 64 KiB at most.</summary>
    public static int LengthOf(int plaintext, int recipients) =>
        Header.HybridLength(recipients) + PayloadLayout.NonceSize + plaintext + PayloadLayout.TagSize;

    /// <summary>Seals. Draws 16 bytes for the file key, 64 for the header, 16 for the nonce.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> plaintext, HybridRecipient recipient, RandomSource random) => Seal(plaintext, [recipient], random);

    /// <summary>The same to several, each of whom opens it alone. Draws 64 bytes for each.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> plaintext, IReadOnlyList<HybridRecipient> recipients, RandomSource random)
    {
        using var fileKey = FileKey.Create(random);
        using var output = new MemoryStream(LengthOf(plaintext.Length, recipients.Count));
        output.Write(Header.Create(fileKey, recipients, random).ToBytes());
        using var writer = new PayloadWriter(fileKey, output, random);
        writer.Write(plaintext);
        writer.Complete();
        return output.ToArray();
    }
}
