namespace SecureIntake.Audit.Log;

/// <summary>
/// The log's own files do not agree with each other. Nothing is repaired by guessing: restore the folder from a copy that
/// <c>audit verify</c> accepts and whose checkpoint is the newest that anyone holds.
/// </summary>
public sealed class LogDamagedException(string place) : Exception($"the log is damaged at {place}; restore it from a verified copy")
{
    /// <summary>The path below the log's folder.</summary>
    public string Place { get; } = place;
}
