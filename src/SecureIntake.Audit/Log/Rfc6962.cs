using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SecureIntake.Audit.Log;

/// <summary>The Merkle tree hash of RFC 6962 §2.1 (SHA-256): a leaf is hashed behind 00, a node behind 01, so neither passes for the other.</summary>
public static class Rfc6962
{
    /// <summary>The root of the tree without entries: SHA-256 of nothing.</summary>
    public static Bytes32 Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of one entry.</summary>
    public static Bytes32 Leaf(ReadOnlySpan<byte> entry)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        buffer[0] = 0;
        entry.CopyTo(buffer.AsSpan(1));
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        SHA256.HashData(buffer.AsSpan(0, entry.Length + 1), hash);
        ArrayPool<byte>.Shared.Return(buffer);
        return new Bytes32(hash);
    }

    /// <summary>The hash over two subtrees.</summary>
    public static Bytes32 Node(Bytes32 left, Bytes32 right)
    {
        Span<byte> buffer = stackalloc byte[1 + 2 * Bytes32.Length];
        buffer[0] = 1;
        left.CopyTo(buffer[1..]);
        right.CopyTo(buffer[(1 + Bytes32.Length)..]);
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        SHA256.HashData(buffer, hash);
        return new Bytes32(hash);
    }

    /// <summary>The root over subtrees of one height, the last of which may be incomplete; <see cref="Empty"/> for none.</summary>
    public static Bytes32 Root(ReadOnlySpan<Bytes32> subtrees) => subtrees.Length switch
    {
        0 => Empty,
        1 => subtrees[0],
        _ => Node(Root(subtrees[..Split(subtrees.Length)]), Root(subtrees[Split(subtrees.Length)..])),
    };

    /// <inheritdoc cref="Root(ReadOnlySpan{Bytes32})"/>
    internal static Bytes32 Root(List<Bytes32> subtrees) => Root(CollectionsMarshal.AsSpan(subtrees));

    /// <summary>Where the RFC divides <paramref name="count"/> ≥ 2 leaves: the largest power of two below it.</summary>
    internal static int Split(int count) => (int)Split((long)count);

    /// <inheritdoc cref="Split(int)"/>
    internal static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
