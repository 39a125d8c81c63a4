namespace SecureIntake.Audit;

/// <summary>
/// Base64 with exactly one spelling per value (RFC 4648 §4, padded). <see cref="Convert.FromBase64String"/> skips white space and ignores
/// spare bits, so a byte of a signed file could change unseen.
/// </summary>
internal static class StrictBase64
{
    public static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, bytes, out var written))
        {
            bytes = [];
            return false;
        }
        bytes = bytes[..written];
        return Convert.ToBase64String(bytes) == text;
    }
}
