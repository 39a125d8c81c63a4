using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using OtpNet;
using QRCoder;

namespace SecureIntake.Portal.SignIn;

/// <summary>
/// One-time codes (RFC 6238: SHA-1, six digits, 30 seconds) beside a passphrase. A code is good for its step and the one before and after,
/// and only once. Seeds are kept under the portal's key ring.
/// </summary>
internal sealed class OneTimeCodes(IDataProtectionProvider protection, RandomNumberGenerator random, TimeProvider time)
{
    private const int SeedSize = 20;

    private readonly IDataProtector _seeds = protection.CreateProtector("one-time-codes/v1");

    /// <summary>A fresh seed, protected.</summary>
    public byte[] NewSeed()
    {
        byte[] seed = new byte[SeedSize];
        random.GetBytes(seed);
        return _seeds.Protect(seed);
    }

    /// <summary>Checks a code against a protected seed.</summary>
    /// <param name="protectedSeed">As <see cref="NewSeed"/> made it; hostile bytes give false.</param>
    /// <param name="code">What was typed.</param>
    /// <param name="lastStep">The step of the last code that was taken; only later ones are.</param>
    /// <param name="step">The step of this code.</param>
    public bool Accepts(byte[] protectedSeed, string? code, long lastStep, out long step)
    {
        step = 0;
        return code is { Length: 6 }
            && TryUnprotect(protectedSeed, out byte[] seed)
            && new Totp(seed).VerifyTotp(time.GetUtcNow().UtcDateTime, code, out step, new VerificationWindow(previous: 1, future: 1))
            && step > lastStep;
    }

    /// <summary>
    /// The seed for a person to type into an authenticator, and the same as a QR code in SVG. The labels are neutral: a phone that is searched
    /// should not name the organisation.
    /// </summary>
    public (string Text, string Svg) Show(byte[] protectedSeed, string pseudonym)
    {
        string text = Base32Encoding.ToString(_seeds.Unprotect(protectedSeed)).TrimEnd('=');
        string uri = $"otpauth://totp/Staff:{pseudonym}?secret={text}&issuer=Staff";
        using var data = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        return (text, svg.GetGraphic(pixelsPerModule: 4));
    }

    private bool TryUnprotect(byte[] protectedSeed, out byte[] seed)
    {
        try
        {
            seed = _seeds.Unprotect(protectedSeed);
            return true;
        }
        catch (CryptographicException)
        {
            seed = [];
            return false;
        }
    }
}
