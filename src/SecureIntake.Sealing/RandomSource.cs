namespace SecureIntake.Sealing;

/// <summary>Fills <paramref name="destination"/> with random bytes. Products pass <c>RandomNumberGenerator.Fill</c>.</summary>
/// <remarks>Randomness is a parameter so that one vector kit can fix it for both languages. The order in which each step draws is
/// part of that step's documentation.</remarks>
public delegate void RandomSource(Span<byte> destination);
