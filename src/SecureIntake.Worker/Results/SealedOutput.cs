using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Worker.Results;

/// <summary>A part that the bench made: its row, what the result says of it, and for each reader a header with signed terms.</summary>
internal sealed record SealedOutput(Part Part, Output Output, IReadOnlyList<SealedGrant> Grants);

/// <summary>A reader's header and the signed terms; it becomes a <see cref="Grant"/> once the entry of the log that it waits for is known.</summary>
internal sealed record SealedGrant(GrantDocument Terms, string Document, byte[] Header);
