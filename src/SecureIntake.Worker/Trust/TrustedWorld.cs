using SecureIntake.Sealing.Documents;

namespace SecureIntake.Worker.Trust;

/// <summary>What the root signed and what holds today.</summary>
/// <param name="Directory">Members and benches.</param>
/// <param name="Roster">The signed roster, letter by letter as it is kept: what was checked by it is saved only while it stands there.</param>
internal sealed record TrustedWorld(DirectoryDocument Directory, string Roster);
