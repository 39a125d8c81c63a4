using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Worker.Bench;

/// <summary>One run of this bench: a key that was made at a start and lives in this memory only.</summary>
/// <param name="Run">The run's id; leases name it.</param>
/// <param name="Bench">The bench, as the directory lists it.</param>
/// <param name="Published">The signed <c>bench/v1</c> document.</param>
/// <param name="Identity">What leased headers open with.</param>
/// <param name="Begun">When it was made.</param>
/// <param name="Expires">When nothing may be leased to it any more.</param>
internal sealed record HeldRun(OpaqueId Run, OpaqueId Bench, SignedDocument Published, HybridIdentity Identity, DateTimeOffset Begun, DateTimeOffset Expires);
