namespace SecureIntake.Sealing.Age;

/// <summary>Small things sealed whole in memory: an ordinary age file to one hybrid recipient.</summary>
public static class SmallFile
{
    /// <summary>Bytes of the file around so many bytes of plaintext, 64 KiB at most.</summary>
    public static int LengthOf(int plaintext) => Header.SingleHybridLength + PayloadLayout.NonceSize + plaintext + PayloadLayout.TagSize;

    /// <summary>Seals. Draws 16 bytes for the file key, 64 for the header, 16 for the nonce.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> plaintext, HybridRecipient recipient, RandomSource random)
    {
        using var fileKey = FileKey.Create(random);
        using var output = new MemoryStream(LengthOf(plaintext.Length));
        output.Write(Header.Create(fileKey, recipient, random).ToBytes());
        using var writer = new PayloadWriter(fileKey, output, random);
        writer.Write(plaintext);
        writer.Complete();
        return output.ToArray();
    }
}
