using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using PasswordWriteback.LocalHost;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// Reads of the API on a real Kestrel on loopback: 10,000 tenants stored, 200 connections from another process on the same cores;
/// tenant, page of tenants, run, and report with its ETag in turns. To compare with the demand: p99 under 50 ms on 2 cores.
/// First one client asks for one kind after the other, for the CPU of each. Then each of 200 asks once a second, as portals that
/// follow a run do; then each asks again as soon as it has its answer, which measures how much the cores can do: the times are then
/// those of the queue before them, 200 divided by the requests per second.
/// </summary>
internal static class ApiReads
{
    private const int Tenants = 10_000;
    private const int Checked = 200;

    /// <summary>Measures and prints.</summary>
    /// <param name="seconds">How long each of the two parts with 200 clients is measured.</param>
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
                Console.WriteLine(
                    $"{(database is null ? "SQLite" : "PostgreSQL")}: {Tenants} tenants stored in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s; {Environment.ProcessorCount} cores, shared by host, clients{(database is null ? "" : ", PostgreSQL if it is here")} and whatever else runs");
                await host.Web.StartAsync();
                await MeasureAsync(new ReadClients.Plan(new Uri(host.Web.Urls.Single()), host.Token!.Value, seconds, runs));
                await host.Web.StopAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(ReadClients.Plan plan)
    {
        using var clients = Process.Start(new ProcessStartInfo("dotnet", [typeof(ReadClients).Assembly.Location, ReadClients.Verb])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_gcServer"] = "0" },
        })!;
        await clients.StandardInput.WriteLineAsync(JsonSerializer.Serialize(plan));
        clients.StandardInput.Close();
        while (await clients.StandardOutput.ReadLineAsync() is "")
        {
            var (began, cpu, machine) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime, MachineCpu.Busy());
            var line = await clients.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The clients broke off.");
            Print(
                JsonSerializer.Deserialize<ReadClients.Result>(line)!,
                Stopwatch.GetElapsedTime(began).TotalMilliseconds,
                (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds,
                MachineCpu.Busy() - machine);
        }

        await clients.WaitForExitAsync();
    }

    private static void Print(ReadClients.Result result, double elapsed, double host, double? machine)
    {
        var others = machine is { } all ? $", others {Math.Max(0, all - host - result.Cpu) / elapsed:0.00}" : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Title}: {1000 * result.Requests / elapsed:0} requests/s, p50 {result.Times[0]:0.0} ms, p99 {result.Times[1]:0.0} ms, longest {result.Times[2]:0.0} ms; CPU of a request: host {host / result.Requests:0.000} ms, client {result.Cpu / result.Requests:0.000} ms; cores used: host {host / elapsed:0.00}, clients {result.Cpu / elapsed:0.00}{others}"));
    }
}
