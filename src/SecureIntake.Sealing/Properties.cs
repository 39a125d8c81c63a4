using System.Runtime.CompilerServices;

// Opening is the secret-key half of the same formats; it uses the wrap and key-schedule steps that nobody else should call.
[assembly: InternalsVisibleTo("SecureIntake.Opening")]
[assembly: InternalsVisibleTo("SecureIntake.Sealing.Tests")]
[assembly: InternalsVisibleTo("SecureIntake.Fuzz")]
