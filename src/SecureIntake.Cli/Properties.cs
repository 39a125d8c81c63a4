using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("SecureIntake.Sealing.Tests")]
