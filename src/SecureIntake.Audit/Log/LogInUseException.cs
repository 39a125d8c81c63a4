namespace SecureIntake.Audit.Log;

/// <summary>Two writers would fork the log, so the second is refused: stop the process that holds the lock beside the folder.</summary>
public sealed class LogInUseException(Exception inner) : IOException("another writer has this log open", inner);
