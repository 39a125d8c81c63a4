using SecureIntake.Sealing.Documents;

namespace SecureIntake.Worker.Trust;

/// <summary>What the root signed and what holds today.</summary>
/// <param name="Log">The log's verifier key, as the policy names it.</param>
/// <param name="Directory">Members and benches.</param>
/// <param name="Roster">The signed roster, letter by letter as it is kept: what was checked by it is saved only while it stands there.</param>
internal sealed record TrustedWorld(string Log, DirectoryDocument Directory, string Roster);
