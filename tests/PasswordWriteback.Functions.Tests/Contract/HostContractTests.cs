using System.Net;
using System.Text;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Tests.HostContract;
using PasswordWriteback.Tests.PostgreSql;

namespace PasswordWriteback.Functions.Tests.Contract;

/// <summary>The contract of both hosts: the same story, and the same reports. Not beside the suite that runs in real time.</summary>
[CollectionDefinition(nameof(HostContractTests), DisableParallelization = true)]
[Collection(nameof(HostContractTests))]
public sealed class HostContractTests(PostgreSqlServer server)
{
    [Fact(Timeout = 600_000)]
    public async Task BothHosts_LiveThroughTheStoryOfATenant_WithTheSameReports()
    {
        using var folder = new TestFolder();
        var functions = await HostStory.TellAsync(
            async (tenant, files, token) =>
            {
                var host = await FunctionsUnderContract.StartAsync(tenant, files, server, token);
                Assert.NotEqual(Environment.ProcessId, host.Host.WorkerProcessId);
                return new Watched(host);
            },
            folder.File("functions"));
        var local = await HostStory.TellAsync(LocalHostUnderContract.StartAsync, folder.File("local"));

        Assert.Equal(local.Keys, functions.Keys);
        Assert.All(local, report => Assert.Equal(report.Value, functions[report.Key]));
    }

    /// <summary>At the end of the story nothing has gone wrong unseen, and each timer's round succeeds.</summary>
    private sealed class Watched(FunctionsUnderContract host) : IHostUnderContract
    {
        public Uri Address => host.Address;

        public string Token => host.Token;

        public string Caller => host.Caller;

        public string Log => host.Log;

        public int Repeated => host.Repeated;

        public async ValueTask DisposeAsync()
        {
            await using var ended = host;
            Assert.Empty(host.Host.ServiceBus.DeadLetters);
            host.Host.Demand();
            await DemandOwnAddressesAsync();
            Assert.StartsWith("RelayUnknown", await host.ForgeAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            foreach (var timer in new[] { "ShortRounds", "LongRounds" })
            {
                Assert.Null(await host.Host.TimerAsync(timer));
            }
        }

        /// <summary>A relay may ask 30 times a minute from one address: the last one in the header, not the host's, and not what the caller wrote.</summary>
        private async Task DemandOwnAddressesAsync()
        {
            using var client = new HttpClient { BaseAddress = host.Address };
            var relay = Guid.NewGuid();
            for (var i = 1; i <= 31; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/relays/{relay}/token")
                {
                    Content = new StringContent("""{"proof":"none"}""", Encoding.UTF8, "application/json"),
                    Headers = { { "X-Forwarded-For", $"203.0.113.1, 198.51.100.{i}:443" } },
                };
                using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal((i, HttpStatusCode.Unauthorized), (i, answer.StatusCode));
            }
        }
    }
}
