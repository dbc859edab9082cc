using System.Diagnostics;
using System.Text;
using PasswordWriteback.LocalHost;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// Reads of the API on a real Kestrel on loopback, clients in the same process: 200 connections, 10,000 tenants stored; tenant, page of
/// tenants, run, and report with its ETag in turns. To compare with the demand: p99 under 50 ms on 2 cores.
/// First each client asks once a second, as portals that follow a run do; then each asks again as soon as it has its answer,
/// which measures how much the host can do: the times are then those of the queue before it.
/// </summary>
internal static class ApiReads
{
    private const int Clients = 200;
    private const int Tenants = 10_000;
    private const int Checked = 200;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Measures and prints.</summary>
    /// <param name="seconds">How long each of the two parts is measured.</param>
    /// <param name="database">Connection string of an empty PostgreSQL database; null: SQLite.</param>
    public static async Task PrintAsync(int seconds, string? database)
    {
        var folder = Directory.CreateTempSubdirectory("writeback-benchmark-");
        try
        {
            var host = await LocalHostApplication.BuildAsync(
                new LocalHostOptions { DataFolder = folder.FullName, Settings = new LocalHostSettings { Urls = "http://127.0.0.1:0", Database = database } },
                CancellationToken.None);
            await using (host)
            {
                var began = Stopwatch.GetTimestamp();
                var runs = await StoredFleet.StoreAsync(host.Web.Services, Tenants, Checked);
                Console.WriteLine($"{(database is null ? "SQLite" : "PostgreSQL")}: {Tenants} tenants stored in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
                await host.Web.StartAsync();
                var address = new Uri(host.Web.Urls.Single());
                var requests = await RequestsAsync(address, host.Token!.Value, runs);
                await CostAsync(address, requests);
                await MeasureAsync("once a second each", address, requests, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(1));
                await MeasureAsync("without a pause", address, requests, TimeSpan.FromSeconds(seconds), TimeSpan.Zero);
                await host.Web.StopAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<byte[]>> RequestsAsync(Uri address, string token, IReadOnlyList<(Guid TenantId, string RunId)> runs)
    {
        using var client = new ReadClient();
        await client.ConnectAsync(address);
        var requests = new List<byte[]>();
        foreach (var (tenantId, runId) in runs)
        {
            var report = $"/api/tenants/{tenantId}/runs/{runId}/report";
            var (status, answer) = await client.AskAsync(ReadClient.Request(report, token));
            var head = Encoding.UTF8.GetString(answer.Span);
            var etag = status == 200 ? head.Split("ETag: ")[1].Split("\r\n")[0] : throw new InvalidOperationException(head);
            requests.Add(ReadClient.Request($"/api/tenants/{tenantId}", token));
            requests.Add(ReadClient.Request("/api/tenants?pageSize=50", token));
            requests.Add(ReadClient.Request($"/api/tenants/{tenantId}/runs/{runId}", token));
            requests.Add(ReadClient.Request(report, token, etag));
        }

        return requests;
    }

    /// <summary>CPU time of each kind of read, client included.</summary>
    private static async Task CostAsync(Uri address, List<byte[]> requests)
    {
        const int times = 1000;
        string[] kinds = ["tenant", "page", "run", "report not modified"];
        using var client = new ReadClient();
        await client.ConnectAsync(address);
        for (var kind = 0; kind < kinds.Length; kind++)
        {
            var before = TimeSpan.Zero;
            for (var i = 0; i < 2 * times; i++)
            {
                // The first half warms up.
                before = i == times ? Process.GetCurrentProcess().TotalProcessorTime : before;
                await client.AskAsync(requests[((4 * i) + kind) % requests.Count]);
            }

            Console.WriteLine($"CPU of a read, {kinds[kind]}: {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / times:0.000} ms");
        }
    }

    private static async Task MeasureAsync(string title, Uri address, List<byte[]> requests, TimeSpan time, TimeSpan pause)
    {
        var start = Stopwatch.GetTimestamp();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var times = await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(() => ClientAsync(number))));
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var all = times.SelectMany(part => part).Order().ToList();
        Console.WriteLine(
            $"{Clients} clients, {title}: {all.Count / time.TotalSeconds:0} requests/s, p50 {At(0.5):0.0} ms, p99 {At(0.99):0.0} ms, longest {all[^1]:0.0} ms; {cpu / Stopwatch.GetElapsedTime(start):0.00} cores used by host and clients");

        double At(double part) => all[(int)(part * (all.Count - 1))];

        async Task<List<double>> ClientAsync(int number)
        {
            using var client = new ReadClient();
            await client.ConnectAsync(address);
            var mine = new List<double>();
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause * number / Clients);
            }

            for (var turn = number; Stopwatch.GetElapsedTime(start) < WarmUp + time; turn++)
            {
                var began = Stopwatch.GetTimestamp();
                var (status, answer) = await client.AskAsync(requests[turn * 7 % requests.Count]);
                var took = Stopwatch.GetElapsedTime(began);
                if (status is not (200 or 304))
                {
                    throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Span));
                }

                if (Stopwatch.GetElapsedTime(start, began) > WarmUp)
                {
                    mine.Add(took.TotalMilliseconds);
                }

                if (pause > took)
                {
                    await Task.Delay(pause - took);
                }
            }

            return mine;
        }
    }
}
