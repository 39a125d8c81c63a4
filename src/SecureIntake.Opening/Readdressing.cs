using System.Diagnostics.CodeAnalysis;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>A fresh header for another reader around the same file key. The payload is neither moved nor opened.</summary>
/// <remarks>The new header's stanzas are all new; nothing recalls a file key that was seen once, so revoking means handing out no payload.</remarks>
public static class Readdressing
{
    /// <summary>Writes a header for <paramref name="to"/> that opens what <paramref name="header"/> opens. Draws 64 bytes.</summary>
    public static bool TryReaddress(Header header, HybridIdentity identity, HybridRecipient to, RandomSource random,
        [NotNullWhen(true)] out Header? readdressed, out OpenFailure why)
    {
        readdressed = null;
        if (!identity.TryUnwrap(header, out var fileKey, out why)) return false;
        using (fileKey) readdressed = Header.Create(fileKey, to, random);
        return true;
    }
}
