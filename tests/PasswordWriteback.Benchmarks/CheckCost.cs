using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.LocalHost;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.Simulation.Clock;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// CPU time of a check of a simulated tenant, everything that the backend does for it included: start over HTTP, engine, Graph over
/// HTTPS, store, report. Backend and client are this process; the simulated tenant is another one, and is not counted.
/// The forest has no relay, so the check ends with what the tenant alone shows. To compare with the demand: under 100 ms.
/// </summary>
internal static class CheckCost
{
    /// <summary>The verb of the process that is the tenant.</summary>
    public const string TenantVerb = "simulated-tenant";

    private const int WarmUp = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private sealed record TenantAddress(Guid TenantId, Guid ClientId, string Secret, Uri Address, string Certificate);

    /// <summary>Is the tenant: prints where it is, and ends with its input.</summary>
    public static async Task BeTenantAsync()
    {
        await using var tenant = await SimulatedTenant.StartAsync(TenantProfiles.E3Hybrid, Fast(), CancellationToken.None);
        Console.WriteLine(JsonSerializer.Serialize(
            new TenantAddress(tenant.TenantId, tenant.ClientId, tenant.ClientSecret, tenant.BaseAddress, tenant.CertificatePem)));
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Measures so many checks, one after the other, and prints.</summary>
    public static async Task PrintAsync(int count)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(CheckCost).Assembly.Location, TenantVerb])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var folder = Directory.CreateTempSubdirectory("writeback-benchmark-");
        try
        {
            var tenant = JsonSerializer.Deserialize<TenantAddress>((await process.StandardOutput.ReadLineAsync())!)!;
            var host = await LocalHostApplication.BuildAsync(
                new LocalHostOptions { DataFolder = folder.FullName, Settings = Settings(folder, tenant), ReportClock = Fast() }, CancellationToken.None);
            await using (host)
            {
                await ActivateAsync(host.Web.Services, tenant.TenantId);
                await host.Web.StartAsync();
                using var client = new HttpClient { BaseAddress = new Uri(new Uri(host.Web.Urls.Single()), $"/api/tenants/{tenant.TenantId}/") };
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Token!.Value);
                for (var i = 0; i < WarmUp; i++)
                {
                    await CheckAsync(client);
                }

                var began = Stopwatch.GetTimestamp();
                var cpu = Process.GetCurrentProcess().TotalProcessorTime;
                for (var i = 0; i < count; i++)
                {
                    await CheckAsync(client);
                }

                cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
                Console.WriteLine(
                    $"{count} checks: {cpu.TotalMilliseconds / count:0.0} ms of CPU each, {Stopwatch.GetElapsedTime(began).TotalMilliseconds / count:0.0} ms from start to report");
                await host.Web.StopAsync();
            }
        }
        finally
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    // One tenant after the other would never meet Graph's five reports in ten seconds; one tenant again and again would.
    private static AcceleratedTimeProvider Fast() => new(TimeProvider.System, 5000);

    private static async Task CheckAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("runs", new { mode = "check" });
        var runId = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["runId"]!;
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            using var report = await client.GetAsync($"runs/{runId}/report");
            if (report.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(5);
        }

        throw new TimeoutException($"{runId} does not end.");
    }

    private static LocalHostSettings Settings(DirectoryInfo folder, TenantAddress tenant)
    {
        var (secret, ca) = (Path.Combine(folder.FullName, "graph-secret"), Path.Combine(folder.FullName, "graph-ca.pem"));
        File.WriteAllText(secret, tenant.Secret);
        File.WriteAllText(ca, tenant.Certificate);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new LocalHostSettings
        {
            Urls = "http://127.0.0.1:0",
            Graph = new GraphIdentityOptions { ClientId = tenant.ClientId, SecretFile = secret, Authority = tenant.Address, Endpoint = tenant.Address, TrustedCaFile = ca },
        };
    }

    private static async Task ActivateAsync(IServiceProvider services, Guid tenantId)
    {
        var registration = new TenantRegistration(tenantId, "Contoso", ["corp.example"], TimeSpan.FromDays(1), MinimumPasswordAgeZero: false);
        await services.GetRequiredService<TenantStore>().PutAsync("local", registration, ifVersion: null, "benchmark", CancellationToken.None);
        var consents = services.GetRequiredService<ConsentStore>();
        await consents.CreateAsync(tenantId, "local", "state", "nonce", DateTimeOffset.UtcNow.AddHours(1), CancellationToken.None);
        await consents.CompleteAsync("state", "administrator", "benchmark", CancellationToken.None);
    }
}
