using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Storage.Fleet;

namespace PasswordWriteback.Api.Fleet;

/// <summary>
/// Says how the fleet stands, for whoever has to wake up: as metrics of the meter <see cref="MeterName"/>, and as one line of the
/// log with the same numbers, which is what Azure's alerts read (infra/fleet.kql): logs of a Functions worker reach Application
/// Insights through the host, its metrics do not.
/// </summary>
public sealed partial class FleetWatch
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "PasswordWriteback";

    /// <summary>From one round to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Without a heartbeat for so long a relay is reported here; a tenant's own page calls it silent much earlier.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private readonly FleetStore _fleet;
    private readonly TimeProvider _time;
    private readonly ILogger<FleetWatch> _logger;
    private readonly Gauge<long> _tenants;
    private readonly Gauge<long> _compliant;
    private readonly Gauge<long> _overdue;
    private readonly Gauge<double> _overdueFor;
    private readonly Gauge<long> _relays;
    private readonly Gauge<long> _silent;
    private readonly Gauge<long> _fallen;

    /// <summary>Makes the meter.</summary>
    public FleetWatch(FleetStore fleet, IMeterFactory meters, TimeProvider time, ILogger<FleetWatch> logger)
    {
        ArgumentNullException.ThrowIfNull(meters);
        (_fleet, _time, _logger) = (fleet, time, logger);
        var meter = meters.Create(MeterName);
        _tenants = meter.CreateGauge<long>("writeback.tenants", "{tenant}", "Active tenants.");
        _compliant = meter.CreateGauge<long>("writeback.tenants.compliant", "{tenant}", "Active tenants whose last verdict is Compliant.");
        _overdue = meter.CreateGauge<long>("writeback.checks.overdue", "{tenant}", "Active tenants whose check is due and not going on.");
        _overdueFor = meter.CreateGauge<double>("writeback.checks.overdue.time", "s", "How long the most overdue tenant has waited for its check.");
        _relays = meter.CreateGauge<long>("writeback.relays", "{relay}", "Relays of active tenants that were not revoked.");
        _silent = meter.CreateGauge<long>("writeback.relays.silent", "{relay}", "Those that were not heard for 24 hours.");
        _fallen = meter.CreateGauge<long>("writeback.verdicts.fallen", "{tenant}", "Tenants that were in order and were found not to be within 24 hours.");
    }

    /// <summary>One round: one reading, told.</summary>
    /// <exception cref="Storage.StoreUnavailableException">The store cannot be read; nothing was told.</exception>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var state = await _fleet.ReadAsync(now, now - Window, cancellationToken).ConfigureAwait(false);
        var waited = state.OldestDueAt is { } due ? now - due : TimeSpan.Zero;
        _tenants.Record(state.Tenants);
        _compliant.Record(state.Compliant);
        _overdue.Record(state.Overdue);
        _overdueFor.Record(waited.TotalSeconds);
        _relays.Record(state.Relays);
        _silent.Record(state.SilentRelays);
        _fallen.Record(state.FallenVerdicts);
        Told(_logger, state.Tenants, state.Overdue, (long)waited.TotalMinutes, state.Relays, state.SilentRelays, state.FallenVerdicts, state.Compliant);
        if (state.SilentRelays > 0)
        {
            Silent(_logger, state.SilentRelays, string.Join(", ", state.SilentRelayIds));
        }
    }

    [LoggerMessage(
        LogLevel.Information,
        "Fleet: {Tenants} tenants, {Overdue} overdue, the longest by {OverdueMinutes} minutes; {Relays} relays, {SilentRelays} silent for 24 hours; {FallenVerdicts} verdicts fell in 24 hours; {Compliant} compliant.")]
    private static partial void Told(
        ILogger logger, long tenants, long overdue, long overdueMinutes, long relays, long silentRelays, long fallenVerdicts, long compliant);

    [LoggerMessage(LogLevel.Warning, "Silent relays: {Count} were not heard for 24 hours, for longest: {RelayIds}. Their tenants' GET /relays says what to do.")]
    private static partial void Silent(ILogger logger, long count, string relayIds);
}
