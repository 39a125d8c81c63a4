namespace SecureIntake.Audit.Log;

/// <summary>The content of <c>tile/L/N</c>: its hashes one after the other.</summary>
internal static class HashTile
{
    public static byte[] ToBytes(List<Bytes32> hashes)
    {
        var bytes = new byte[hashes.Count * Bytes32.Length];
        for (var i = 0; i < hashes.Count; i++) hashes[i].CopyTo(bytes.AsSpan(i * Bytes32.Length));
        return bytes;
    }

    /// <summary>Reads as many hashes as fit wholly; the caller knows how many it wants.</summary>
    public static List<Bytes32> Read(ReadOnlySpan<byte> bytes)
    {
        var hashes = new List<Bytes32>(TileName.FullWidth);
        for (; bytes.Length >= Bytes32.Length; bytes = bytes[Bytes32.Length..]) hashes.Add(new Bytes32(bytes[..Bytes32.Length]));
        return hashes;
    }
}
