[assembly: AssemblyFixture(typeof(SecureIntake.Hosts.Tests.Infrastructure.PostgresServer))]
