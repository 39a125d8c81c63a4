using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("SecureIntake.Cli.Tests")]
[assembly: InternalsVisibleTo("SecureIntake.Hosts.Tests")]
[assembly: InternalsVisibleTo("SecureIntake.Sealing.Tests")]
