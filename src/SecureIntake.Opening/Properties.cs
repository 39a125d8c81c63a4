using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("SecureIntake.Sealing.Tests")]
[assembly: InternalsVisibleTo("SecureIntake.Fuzz")]
