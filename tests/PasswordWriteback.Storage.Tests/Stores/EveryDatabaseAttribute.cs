using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace PasswordWriteback.Storage.Tests.Stores;

/// <summary>Runs a theory on SQLite and on PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryDatabaseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<DatabaseKind>(DatabaseKind.Sqlite), new TheoryDataRow<DatabaseKind>(DatabaseKind.PostgreSql)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
