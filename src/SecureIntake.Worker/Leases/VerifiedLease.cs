using SecureIntake.Cases.Submissions;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Worker.Bench;

namespace SecureIntake.Worker.Leases;

/// <summary>A lease that a lead of the directory signed, for a key that this process holds. Made by <see cref="LeaseCheck"/> only.</summary>
/// <param name="Document">The lease.</param>
/// <param name="Run">The run it is addressed to.</param>
/// <param name="Paper">The evidence part.</param>
/// <param name="Keyed">What staff keyed in, of this and perhaps of other papers of the case.</param>
internal sealed record VerifiedLease(LeaseDocument Document, HeldRun Run, LeasedPart Paper, IReadOnlyList<LeasedPart> Keyed);

/// <summary>A part with the grant that lends it to the bench.</summary>
/// <param name="Part">The part.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Signed">The grant as the lead signed it.</param>
/// <param name="Held">Its header, held by the gate.</param>
internal sealed record LeasedPart(Part Part, GrantDocument Grant, SignedDocument Signed, byte[] Held);
