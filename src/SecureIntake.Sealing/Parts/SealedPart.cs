using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Parts;

/// <summary>What a part is known by once it is sealed.</summary>
/// <param name="Header">Who may open it: 1,627 bytes, kept apart from the payload.</param>
/// <param name="PayloadLength">Bytes of payload that were written.</param>
/// <param name="PayloadDigest">SHA-256 of the payload.</param>
/// <param name="Commitment">The file key's commitment.</param>
public sealed record SealedPart(Header Header, long PayloadLength, byte[] PayloadDigest, byte[] Commitment);
