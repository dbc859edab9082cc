using PasswordWriteback.Tests.PostgreSql;

namespace PasswordWriteback.LocalHost.Tests.EndToEnd;

public sealed class PostgreSqlTests(PostgreSqlServer server)
{
    [Fact(Timeout = 180_000)]
    public async Task ATenant_FromItsRegistrationToAProvenReset_WithTheBackendKilledOnTheWay() =>
        await WholeStory.TellAsync(await server.CreateDatabaseAsync(TestContext.Current.CancellationToken));
}
