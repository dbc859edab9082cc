using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Api.Fleet;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Fleet;

public sealed class FleetWatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARound_TellsTheSameNumbers_AsMetricsAndAsTheLineThatAzuresAlertsRead()
    {
        await using var host = await ApiHost.StartAsync();
        await DueTenantsAsync(host, count: 3);
        host.Clock.Advance(TimeSpan.FromMinutes(95));
        using var metrics = new Metrics(host.Get<IMeterFactory>());

        await host.Get<FleetWatch>().RunOnceAsync(Token);

        Assert.Equal(
            new SortedDictionary<string, double>(StringComparer.Ordinal)
            {
                ["writeback.checks.overdue"] = 3,
                ["writeback.checks.overdue.time"] = 5700,
                ["writeback.relays"] = 0,
                ["writeback.relays.silent"] = 0,
                ["writeback.tenants"] = 3,
                ["writeback.tenants.compliant"] = 0,
                ["writeback.verdicts.fallen"] = 0,
            },
            metrics.Values);
        var read = await ReadAsAlertsDoAsync(host.Log.All.Split('\n').Single(line => line.Contains("Fleet: ", StringComparison.Ordinal)));
        Assert.Equal(
            new SortedDictionary<string, long>(StringComparer.Ordinal)
            {
                ["Compliant"] = 0, ["FallenVerdicts"] = 0, ["Overdue"] = 3, ["OverdueMinutes"] = 95, ["Relays"] = 0, ["SilentRelays"] = 0, ["Tenants"] = 3,
            },
            read);
        Assert.DoesNotContain("Silent relays", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilentRelays_AreNamed()
    {
        await using var host = await ApiHost.StartAsync();
        var tenant = (await DueTenantsAsync(host, count: 1)).Single();
        var relay = Guid.NewGuid();
        await SqlAsync(
            host,
            $"""
            INSERT INTO relay (tenant_key, relay_id, forest, state, public_key, host_name, version, enrolled_at, enrolled_by)
            SELECT key, '{relay:D}', 'corp.example', 'Active', '', 'connect-1', '0.1.0', {host.Clock.GetUtcNow().ToUnixTimeMilliseconds()}, 'u'
            FROM tenant WHERE tenant_id = '{tenant:D}'
            """);
        host.Clock.Advance(TimeSpan.FromHours(24));
        await host.Get<FleetWatch>().RunOnceAsync(Token);
        Assert.DoesNotContain(relay.ToString(), host.Log.All, StringComparison.Ordinal);
        host.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await host.Get<FleetWatch>().RunOnceAsync(Token);

        Assert.Contains($"Warning: Silent relays: 1 were not heard for 24 hours, for longest: {relay:D}.", host.Log.All, StringComparison.Ordinal);
    }

    // KQL's parse operator: the texts between columns as they are, a column of type long takes digits.
    private static async Task<SortedDictionary<string, long>> ReadAsAlertsDoAsync(string line)
    {
        var query = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "fleet.kql"), Token);
        var parse = query[query.IndexOf("parse Message with ", StringComparison.Ordinal)..];
        var pattern = string.Concat(Regex
            .Matches(parse, "\"(?<text>[^\"]*)\"|(?<column>[A-Za-z]+):long", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(part => part.Groups["column"] is { Success: true, Value: var column } ? $"(?<{column}>[0-9]+)" : Regex.Escape(part.Groups["text"].Value)));
        var match = Regex.Match(line, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.True(match.Success, $"{pattern} does not match {line}");
        return new SortedDictionary<string, long>(
            match.Groups.Values.Skip(1).ToDictionary(group => group.Name, group => long.Parse(group.Value, System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<Guid>> DueTenantsAsync(ApiHost host, int count)
    {
        var tenants = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToList();
        foreach (var tenant in tenants)
        {
            await host.AddActiveTenantAsync(tenant);
            await host.Get<TenantStore>().DelayCheckAsync(tenant, host.Clock.GetUtcNow(), failed: false, Token);
        }

        return tenants;
    }

    private static async Task SqlAsync(ApiHost host, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={host.StorePath};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));
    }

    /// <summary>What one host's meter records.</summary>
    private sealed class Metrics : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Metrics(IMeterFactory ofHost)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == FleetWatch.MeterName && ReferenceEquals(instrument.Meter.Scope, ofHost))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Values[instrument.Name] = value);
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Values[instrument.Name] = value);
            _listener.Start();
        }

        public SortedDictionary<string, double> Values { get; } = new(StringComparer.Ordinal);

        public void Dispose() => _listener.Dispose();
    }
}
