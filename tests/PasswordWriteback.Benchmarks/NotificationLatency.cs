using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.LocalHost;
using PasswordWriteback.LocalHost.Settings;
using PasswordWriteback.Storage.Subscriptions;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// Time from a notification's first byte to its 202, on a real Kestrel on loopback, the signal on disk by then. To compare with the
/// demand: under 100 ms. One after the other; then from 16 senders at once, each about another tenant and all about one; then forged.
/// </summary>
internal static class NotificationLatency
{
    private const int Tenants = 200;
    private const int Senders = 16;
    private const string Secret = "a-secret-of-the-benchmark";

    /// <summary>Measures and prints.</summary>
    /// <param name="count">How many notifications in each part.</param>
    /// <param name="database">Connection string of an empty PostgreSQL database; null: SQLite.</param>
    public static async Task PrintAsync(int count, string? database)
    {
        var folder = Directory.CreateTempSubdirectory("writeback-benchmark-");
        try
        {
            var host = await LocalHostApplication.BuildAsync(
                new LocalHostOptions { DataFolder = folder.FullName, Settings = new LocalHostSettings { Urls = "http://127.0.0.1:0", Database = database } },
                CancellationToken.None);
            await using (host)
            {
                var fleet = await StoredFleet.StoreAsync(host.Web.Services, Tenants, Tenants);
                var bodies = await Task.WhenAll(fleet.Select(tenant => BodyAsync(host.Web.Services, tenant.TenantId)));
                await host.Web.StartAsync();
                using var http = new HttpClient { BaseAddress = new Uri(host.Web.Urls.Single()) };
                Console.WriteLine($"{(database is null ? "SQLite" : "PostgreSQL")}: {Tenants} tenants, {count} notifications in each part; {Environment.ProcessorCount} cores, shared with the senders and whatever else runs");
                await MeasureAsync(http, "to warm up", count: 200, senders: 4, i => bodies[i % Tenants]);
                await MeasureAsync(http, "one after the other", count, senders: 1, i => bodies[i % Tenants]);
                await MeasureAsync(http, $"{Senders} at once, each another tenant", count, Senders, i => bodies[i % Tenants]);
                await MeasureAsync(http, $"{Senders} at once, all one tenant", count, Senders, _ => bodies[0]);
                await MeasureAsync(http, $"{Senders} at once, forged", count, Senders, i => bodies[i % Tenants].Replace(Secret, "guessed", StringComparison.Ordinal));
                await host.Web.StopAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(HttpClient http, string what, int count, int senders, Func<int, string> body)
    {
        var times = new double[count];
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = senders }, async (i, token) =>
        {
            using var content = new StringContent(body(i), Encoding.UTF8, "application/json");
            var sent = Stopwatch.GetTimestamp();
            using var answer = await http.PostAsync(NotificationEndpoints.Path, content, token);
            times[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(token)}");
            }
        });
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-40} p50 {times[count / 2],6:0.0} ms  p99 {times[count * 99 / 100],6:0.0} ms  slowest {times[^1],6:0.0} ms  {count / seconds,6:0}/s"));
    }

    private static async Task<string> BodyAsync(IServiceProvider services, Guid tenantId)
    {
        var id = Guid.NewGuid();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));
        var made = new MadeSubscription(id, hash, "https://backend.example/api/notifications/graph", DateTimeOffset.UtcNow.AddDays(28));
        await services.GetRequiredService<SubscriptionStore>().MadeAsync(tenantId, made, DateTimeOffset.UtcNow.AddDays(1), CancellationToken.None);
        return $$$"""{"value":[{"id":"{{{Guid.NewGuid()}}}","subscriptionId":"{{{id}}}","clientState":"{{{Secret}}}","changeType":"updated","tenantId":"{{{tenantId}}}","resource":"Users/{{{Guid.NewGuid()}}}","resourceData":{"@odata.type":"#Microsoft.Graph.User"}}]}""";
    }
}
