using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// The clients of <see cref="ApiReads"/>, in a process of their own so that their CPU time is told from the host's. For each part it
/// prints a line when the measured time begins, and one with the result when it has ended.
/// </summary>
internal static class ReadClients
{
    /// <summary>The verb of the process that is the clients; it reads a <see cref="Plan"/> from its input.</summary>
    public const string Verb = "api-read-clients";

    private const int Clients = 200;
    private const int ReadsOfAKind = 1000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>What to ask.</summary>
    /// <param name="Address">Where the host listens.</param>
    /// <param name="Token">Its token.</param>
    /// <param name="Seconds">How long each part with 200 clients is measured.</param>
    /// <param name="Runs">The runs that have a report.</param>
    public sealed record Plan(Uri Address, string Token, int Seconds, IReadOnlyList<CheckedTenant> Runs);

    /// <summary>What came of a part.</summary>
    /// <param name="Title">The part.</param>
    /// <param name="Requests">How many requests were answered.</param>
    /// <param name="Times">Milliseconds: median, 99th percentile, longest.</param>
    /// <param name="Cpu">CPU milliseconds of this process.</param>
    public sealed record Result(string Title, int Requests, double[] Times, double Cpu);

    /// <summary>Is the clients.</summary>
    public static async Task BeAsync()
    {
        var plan = JsonSerializer.Deserialize<Plan>((await Console.In.ReadLineAsync())!)!;
        var requests = await RequestsAsync(plan);
        string[] kinds = ["tenant", "page of 50", "run", "report not modified"];
        using (var client = new ReadClient())
        {
            await client.ConnectAsync(plan.Address);
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                await AskInTurnAsync(kinds[kind], client, requests, kind);
            }
        }

        await AskAtOnceAsync($"{Clients} clients, once a second each", plan, requests, TimeSpan.FromSeconds(1));
        await AskAtOnceAsync($"{Clients} clients, without a pause", plan, requests, TimeSpan.Zero);
    }

    private static async Task<List<byte[]>> RequestsAsync(Plan plan)
    {
        using var client = new ReadClient();
        await client.ConnectAsync(plan.Address);
        var requests = new List<byte[]>();
        foreach (var (tenantId, runId) in plan.Runs)
        {
            var report = $"/api/tenants/{tenantId}/runs/{runId}/report";
            var (status, answer) = await client.AskAsync(ReadClient.Request(report, plan.Token));
            var head = Encoding.UTF8.GetString(answer.Span);
            var etag = status == 200 ? head.Split("ETag: ")[1].Split("\r\n")[0] : throw new InvalidOperationException(head);
            requests.Add(ReadClient.Request($"/api/tenants/{tenantId}", plan.Token));
            requests.Add(ReadClient.Request("/api/tenants?pageSize=50", plan.Token));
            requests.Add(ReadClient.Request($"/api/tenants/{tenantId}/runs/{runId}", plan.Token));
            requests.Add(ReadClient.Request(report, plan.Token, etag));
        }

        return requests;
    }

    private static async Task AskInTurnAsync(string title, ReadClient client, List<byte[]> requests, int kind)
    {
        var times = new List<double>();
        var cpu = TimeSpan.Zero;
        for (var i = 0; i < 2 * ReadsOfAKind; i++)
        {
            // The first half warms up.
            if (i == ReadsOfAKind)
            {
                cpu = Begin();
            }

            var began = Stopwatch.GetTimestamp();
            await client.AskAsync(requests[((4 * i) + kind) % requests.Count]);
            if (i >= ReadsOfAKind)
            {
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        End(title, times, cpu);
    }

    private static async Task AskAtOnceAsync(string title, Plan plan, List<byte[]> requests, TimeSpan pause)
    {
        var start = Stopwatch.GetTimestamp();
        var end = WarmUp + TimeSpan.FromSeconds(plan.Seconds);
        var clients = Enumerable.Range(0, Clients).Select(number => Task.Run(() => ClientAsync(number))).ToList();
        await Task.Delay(WarmUp);
        var cpu = Begin();
        End(title, [.. (await Task.WhenAll(clients)).SelectMany(times => times)], cpu);

        async Task<List<double>> ClientAsync(int number)
        {
            using var client = new ReadClient();
            await client.ConnectAsync(plan.Address);
            var mine = new List<double>();
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause * number / Clients);
            }

            for (var turn = number; Stopwatch.GetElapsedTime(start) < end; turn++)
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

                if (Stopwatch.GetElapsedTime(start) + pause > end)
                {
                    break;
                }

                if (pause > took)
                {
                    await Task.Delay(pause - took);
                }
            }

            return mine;
        }
    }

    private static TimeSpan Begin()
    {
        Console.WriteLine();
        return Process.GetCurrentProcess().TotalProcessorTime;
    }

    private static void End(string title, List<double> times, TimeSpan before)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - before;
        times.Sort();
        Console.WriteLine(JsonSerializer.Serialize(new Result(title, times.Count, [At(0.5), At(0.99), times[^1]], cpu.TotalMilliseconds)));

        double At(double part) => times[(int)(part * (times.Count - 1))];
    }
}
