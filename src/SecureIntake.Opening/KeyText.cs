using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>Secret keys as one line of text (FORMAT.md §3): Bech32 in upper case with a prefix that says what the key is for.</summary>
public static class KeyText
{
    private const string IdentityPrefix = "age-secret-key-pq-";
    private const string ClassicPrefix = "age-secret-key-";
    private const string SigningPrefix = "secureintake-signing-key-";
    private const string StaffPrefix = "secureintake-staff-key-";

    /// <summary>ASCII of <c>AGE-SECRET-KEY-PQ-1…</c>; the caller clears it.</summary>
    public static byte[] Write(HybridIdentity identity) => Write(IdentityPrefix, identity.Seed);

    /// <summary>ASCII of <c>AGE-SECRET-KEY-1…</c>; the caller clears it.</summary>
    public static byte[] Write(X25519Identity identity) => Write(ClassicPrefix, identity.Scalar);

    /// <summary>ASCII of <c>SECUREINTAKE-SIGNING-KEY-1…</c>; the caller clears it.</summary>
    public static byte[] Write(SigningKey key) => Write(SigningPrefix, key.Seed);

    /// <summary>ASCII of <c>SECUREINTAKE-STAFF-KEY-1…</c>; the caller clears it.</summary>
    public static byte[] Write(StaffKey key) => Write(StaffPrefix, key.Seed);

    /// <summary>Reads <c>AGE-SECRET-KEY-PQ-1…</c>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out HybridIdentity? identity) =>
        TryRead(IdentityPrefix, text, seed => new HybridIdentity(seed), out identity);

    /// <summary>Reads <c>AGE-SECRET-KEY-1…</c>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out X25519Identity? identity) =>
        TryRead(ClassicPrefix, text, scalar => new X25519Identity(scalar), out identity);

    /// <summary>Reads <c>SECUREINTAKE-SIGNING-KEY-1…</c>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out SigningKey? key) =>
        TryRead(SigningPrefix, text, seed => new SigningKey(seed), out key);

    /// <summary>Reads <c>SECUREINTAKE-STAFF-KEY-1…</c>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out StaffKey? key) =>
        TryRead(StaffPrefix, text, seed => new StaffKey(seed), out key);

    private static byte[] Write(string prefix, ReadOnlySpan<byte> seed)
    {
        var text = Bech32.Encode(prefix, seed);
        foreach (ref var c in text.AsSpan())
            if (c is >= (byte)'a' and <= (byte)'z') c -= 'a' - 'A';
        return text;
    }

    private static bool TryRead<T>(string prefix, ReadOnlySpan<char> text, Func<byte[], T> create, [NotNullWhen(true)] out T? key) where T : class
    {
        key = null;
        // Secret keys are written in upper case, so that nobody takes one for a recipient; the lower-case form is not a second spelling.
        if (text.ContainsAnyInRange('a', 'z') || !Bech32.TryDecode(prefix, text, out var seed)) return false;
        if (seed.Length == Secret32.Size) key = create(seed);
        CryptographicOperations.ZeroMemory(seed);
        return key is not null;
    }
}
