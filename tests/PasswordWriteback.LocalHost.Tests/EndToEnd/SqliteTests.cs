namespace PasswordWriteback.LocalHost.Tests.EndToEnd;

public sealed class SqliteTests
{
    [Fact(Timeout = 180_000)]
    public Task ATenant_FromItsRegistrationToAProvenReset_WithTheBackendKilledOnTheWay() => WholeStory.TellAsync(database: null);
}
