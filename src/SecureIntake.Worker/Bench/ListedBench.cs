using SecureIntake.Sealing;

namespace SecureIntake.Worker.Bench;

/// <summary>This bench as the root lists it.</summary>
/// <param name="Id">The id that the directory gives it.</param>
/// <param name="Roster">
/// The signed roster that lists it, as it is kept. What the bench signs is saved only while this one is in force: under another the log would not
/// take it, and what is saved with it would have no effect.
/// </param>
internal sealed record ListedBench(OpaqueId Id, string Roster);
