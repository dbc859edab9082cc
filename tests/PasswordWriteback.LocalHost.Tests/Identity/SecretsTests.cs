using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.LocalHost.Tests.Identity;

/// <summary>After checks that succeed and fail, the app's secret and its tokens lie in no log line and in no file of the backend.</summary>
public sealed class SecretsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheSecretAndTheTokens_AreInNoLogAndNoStore()
    {
        using var data = new TestFolder();
        using var elsewhere = new TestFolder();
        using var log = new KeptLines();
        await using var tenant = await SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, TimeProvider.System, Token);
        var secret = elsewhere.File("secret");
        await File.WriteAllTextAsync(secret, tenant.ClientSecret, Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var host = await LocalHostApplication.BuildAsync(
            new LocalHostOptions
            {
                DataFolder = data.Path,
                Settings = new LocalHostSettings
                {
                    Urls = "http://127.0.0.1:0",
                    Graph = new GraphIdentityOptions
                    {
                        ClientId = tenant.ClientId, SecretFile = secret, Authority = tenant.BaseAddress, Endpoint = tenant.BaseAddress,
                    },
                },
                GraphHandler = tenant.CreateHandler(),
                Logging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log),
            },
            Token);
        await using (host)
        {
            await ActivateAsync(host.Web.Services, tenant.TenantId);
            await host.Web.StartAsync(Token);
            using var portal = new HttpClient { BaseAddress = new Uri(new Uri(host.Web.Urls.Single()), $"/api/tenants/{tenant.TenantId}/") };
            portal.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token!.Value);
            Assert.Contains("Contoso synchronizes", await CheckAsync(portal), StringComparison.Ordinal);
            tenant.Inject(new TenantFault("/token", TenantFaultKind.Malformed));
            tenant.Inject(new TenantFault("/organization", TenantFaultKind.Malformed));
            tenant.RevokeTokens();
            Assert.Contains("\"Unknown\"", await CheckAsync(portal), StringComparison.Ordinal);
            await host.Web.StopAsync(Token);
        }

        Assert.NotEmpty(log.Lines);
        string[] never = [tenant.ClientSecret, "eyJ0eXAiOiJKV1Qi"];
        Assert.All(log.Lines, line => Assert.DoesNotContain(never, hidden => line.Contains(hidden, StringComparison.Ordinal)));
        var files = Directory.GetFiles(data.Path, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => Path.GetFileName(file) == "engine.db");
        Assert.All(files, file =>
        {
            var content = File.ReadAllBytes(file);
            Assert.DoesNotContain(never, hidden => content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(hidden)) >= 0);
        });
    }

    /// <summary>Starts a check and returns its report.</summary>
    private static async Task<string> CheckAsync(HttpClient portal)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Deadline);
        using var answer = await portal.PostAsJsonAsync("runs", new { mode = "check" }, patience.Token);
        var runId = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(patience.Token))!["runId"]!;
        while (true)
        {
            using var report = await portal.GetAsync($"runs/{runId}/report", patience.Token);
            if (report.IsSuccessStatusCode)
            {
                return await report.Content.ReadAsStringAsync(patience.Token);
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task ActivateAsync(IServiceProvider services, Guid tenantId)
    {
        var registration = new TenantRegistration(tenantId, "Contoso", ["corp.example"], TimeSpan.FromDays(1), MinimumPasswordAgeZero: false);
        await services.GetRequiredService<TenantStore>().PutAsync("local", registration, ifVersion: null, "test", Token);
        var consents = services.GetRequiredService<ConsentStore>();
        await consents.CreateAsync(tenantId, "local", "state", "nonce", DateTimeOffset.UtcNow.AddHours(1), Token);
        await consents.CompleteAsync("state", "admin", "test", Token);
    }

    private sealed class KeptLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
