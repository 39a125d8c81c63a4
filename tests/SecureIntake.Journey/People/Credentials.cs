using OtpNet;

namespace SecureIntake.Journey.People;

/// <summary>What a member without a passkey knows and has.</summary>
/// <param name="Pseudonym">Whom they sign in as.</param>
/// <param name="Passphrase">Signs in and unseals.</param>
/// <param name="Seed">The seed of their one-time codes, base32.</param>
public sealed record Credentials(string Pseudonym, string Passphrase, string Seed)
{
    /// <summary>The six digits of a moment (RFC 6238, 30 s).</summary>
    public string CodeAt(DateTimeOffset moment) => new Totp(Base32Encoding.ToBytes(Seed)).ComputeTotp(moment.UtcDateTime);
}
