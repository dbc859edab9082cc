using Azure.Core.Pipeline;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests.Support;

/// <summary>A simulated tenant and the real Graph client in front of it.</summary>
internal sealed class TenantUnderTest : IAsyncDisposable
{
    private TenantUnderTest(SimulatedTenant simulated, ManualClock time, bool waits)
    {
        Simulated = simulated;
        Time = time;
        Factory = new TenantGraphFactory(simulated.CreateHandler(), time, Loggers)
        {
            Random = new Random(7),
            Pause = (pause, _) =>
            {
                Pauses.Add(pause);
                if (waits)
                {
                    time.Advance(pause);
                }

                return Task.CompletedTask;
            },
        };
        Cloud = new GraphCloud("Simulated", simulated.BaseAddress, simulated.BaseAddress, IsWellKnown: false);
        Transport = new HttpClientTransport(new HttpClient(simulated.CreateHandler()));
        Graph = Reader();
    }

    public SimulatedTenant Simulated { get; }

    public ManualClock Time { get; }

    /// <summary>The pauses so far; they move the clock and take no time.</summary>
    public List<TimeSpan> Pauses { get; } = [];

    public RecordingLoggers Loggers { get; } = new();

    public TenantGraphFactory Factory { get; }

    public GraphCloud Cloud { get; }

    /// <summary>Reaches the token endpoint.</summary>
    public HttpClientTransport Transport { get; }

    public ITenantGraph Graph { get; }

    public static Task<TenantUnderTest> StartAsync(string profile, int reportPageSize = 100, bool waits = true)
    {
        var time = new ManualClock(DateTimeOffset.UtcNow);
        return StartAsync(TenantProfiles.Create(profile, time.GetUtcNow()), time, reportPageSize, waits);
    }

    public static async Task<TenantUnderTest> StartAsync(TenantState state, ManualClock time, int reportPageSize = 100, bool waits = true) =>
        new(await SimulatedTenant.StartAsync(state, time, TestContext.Current.CancellationToken, reportPageSize), time, waits);

    /// <summary>How many requests to Graph have arrived, by themselves (a batch is one) or in a batch.</summary>
    public int GraphRequests(bool inBatch) => Simulated.Requests.Count(request =>
        request.IsInBatch == inBatch
        && (request.PathAndQuery.StartsWith("/v1.0/", StringComparison.Ordinal) || request.PathAndQuery.StartsWith("/beta/", StringComparison.Ordinal)));

    /// <summary>Another reader of the same tenant, with what differs.</summary>
    public ITenantGraph Reader(Guid? tenantId = null, TenantCredential? credential = null, Guid? licenceGroup = null) => Factory.Create(
        tenantId ?? Simulated.TenantId,
        Cloud,
        credential ?? new ClientSecretTenantCredential(Simulated.ClientId, Simulated.ClientSecret),
        licenceGroup);

    public async ValueTask DisposeAsync()
    {
        Factory.Dispose();
        Transport.Dispose();
        await Simulated.DisposeAsync();
    }
}
