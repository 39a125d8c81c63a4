namespace SecureIntake.Examination.Sandbox;

/// <summary>
/// The launcher itself could not be started: bubblewrap or util-linux is missing. A fault of the machine, never of a document.
/// </summary>
public sealed class SandboxUnavailableException() : Exception("sandbox.unavailable");
