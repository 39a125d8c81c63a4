using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SecureIntake.Portal.Enrolment;

/// <summary>
/// The secret of an enrolment link: 32 random bytes in base64url. It stands in the fragment of the link, which browsers never send, and is
/// posted by the page's script; the portal keeps its hash.
/// </summary>
internal sealed class EnrolmentToken
{
    private const int Size = 32;

    private EnrolmentToken(byte[] bytes) => (Text, Hash) = (Base64Url.EncodeToString(bytes), SHA256.HashData(bytes));

    /// <summary>As it stands in the link.</summary>
    public string Text { get; }

    /// <summary>What is kept of it.</summary>
    public byte[] Hash { get; }

    /// <summary>A fresh token.</summary>
    public static EnrolmentToken New(RandomNumberGenerator random)
    {
        byte[] bytes = new byte[Size];
        random.GetBytes(bytes);
        return new(bytes);
    }

    /// <summary>Reads the one spelling.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EnrolmentToken? token)
    {
        token = Base64Url.IsValid(text, out int size) && size == Size ? new(Base64Url.DecodeFromChars(text)) : null;
        if (token?.Text != text)
            token = null;
        return token is not null;
    }

    /// <summary>Nothing of a token belongs into a log.</summary>
    public override string ToString() => "EnrolmentToken";
}
