using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Problems;

public sealed class UnknownPathTests
{
    [Fact]
    public async Task AnUnknownPath_IsAProblem()
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Client().GetAsync("/nowhere", TestContext.Current.CancellationToken);

        await answer.IsProblemAsync("path-not-found");
    }
}
