using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace SecureIntake.Hosts.Tests.Infrastructure;

/// <summary>Runs a theory once a database: <see cref="Database.Sqlite"/> and <see cref="Database.Postgres"/>.</summary>
public sealed class BothDatabasesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<Database>(Database.Sqlite), new TheoryDataRow<Database>(Database.Postgres)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
