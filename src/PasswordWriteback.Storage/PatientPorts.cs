using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Storage;

/// <summary>
/// The ports through which a run's activities reach the store, with patience: a store that is away, locked or full is waited for,
/// so that a server's restart or an hour of maintenance breaks no run off. What is repeated is safe to repeat: reads, saves that
/// store once, and commands that the relay knows by their id.
/// </summary>
/// <param name="forests">The forests.</param>
/// <param name="relays">Takes commands; it looks up relays in the store.</param>
/// <param name="reports">The reports.</param>
/// <param name="attestations">The attestations.</param>
/// <param name="time">The clock of pauses.</param>
/// <param name="logger">Where waiting is logged.</param>
public sealed partial class PatientPorts(
    IForestRecords forests, IRelayCommandSender relays, IRunReports reports, IAttestations attestations, TimeProvider time, ILogger<PatientPorts> logger)
    : IForestRecords, IRelayCommandSender, IRunReports, IAttestations
{
    /// <summary>How long one call waits for the store; then the activity fails, and its own retries (<see cref="RunLimits.Retry"/>) wait as long each.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <summary>The first pause; each further one is twice as long, up to <see cref="LongestPause"/>.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause: so late at most does a run notice that the store is back.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ForestRecord>> ListAsync(Guid tenantId, CancellationToken cancellationToken) =>
        WaitAsync(() => forests.ListAsync(tenantId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken) =>
        WaitAsync(() => relays.SendAsync(attempt, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Core.Findings.RunReport?> LoadAsync(RunReference run, CancellationToken cancellationToken) =>
        WaitAsync(() => reports.LoadAsync(run, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(Core.Findings.RunReport report, CancellationToken cancellationToken) =>
        WaitAsync(() => reports.SaveAsync(report, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Attestation>> LoadAsync(Guid tenantId, CancellationToken cancellationToken) =>
        WaitAsync(() => attestations.LoadAsync(tenantId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(TenantAttestation attestation, CancellationToken cancellationToken) =>
        WaitAsync(() => attestations.SaveAsync(attestation, cancellationToken), cancellationToken);

    private async Task WaitAsync(Func<Task> call, CancellationToken cancellationToken) =>
        await WaitAsync(
            async () =>
            {
                await call().ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    private async Task<T> WaitAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (StoreUnavailableException away) when (time.GetElapsedTime(began) + pause < Limit)
            {
                Waits(logger, pause, away.Message);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A run waits for the store and asks again in {Pause}: {Why}")]
    private static partial void Waits(ILogger logger, TimeSpan pause, string why);
}
