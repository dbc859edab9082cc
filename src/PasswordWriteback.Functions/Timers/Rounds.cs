using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Fleet;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Api.Runs;
using PasswordWriteback.Api.Schedule;
using PasswordWriteback.Api.Tenants.Erasure;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Relays;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Functions.Timers;

/// <summary>
/// What the backend does without being asked. The host runs a timer's function on one instance at a time (a lease in its storage
/// account), and not again while a round is under way; the rounds would be safe without. A round that uses up its budget goes on
/// where it was the next time.
/// </summary>
public sealed partial class Rounds(
    RunReconciler reconciler,
    ScheduledChecks checks,
    TenantEraser eraser,
    SubscriptionUpkeep subscriptions,
    LicenceChecks licences,
    FleetWatch fleet,
    RunRetention retention,
    RelayQueueUpkeep queues,
    RelayTraffic traffic,
    VaultKeys keys,
    DurableRunEngine engine,
    TimeProvider time,
    ILogger<Rounds> logger)
{
    private const string EachMinute = "0 * * * * *";
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(55);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    /// <summary>Brings store and engine together.</summary>
    [Function("ReconcileRuns")]
    public Task ReconcileRunsAsync([TimerTrigger(EachMinute)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext function) =>
        RunAsync(reconciler.RunOnceAsync, Short, client, function);

    /// <summary>Starts the checks that are due.</summary>
    [Function("StartDueChecks")]
    public Task StartDueChecksAsync([TimerTrigger(EachMinute)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext function) =>
        RunAsync(checks.RunOnceAsync, Short, client, function);

    /// <summary>Goes on erasing tenants.</summary>
    [Function("EraseTenants")]
    public Task EraseTenantsAsync([TimerTrigger(EachMinute)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext function) =>
        RunAsync(eraser.RunOnceAsync, Short, client, function);

    /// <summary>Makes and renews subscriptions to changes of tenants' users.</summary>
    [Function("KeepSubscriptions")]
    public Task KeepSubscriptionsAsync([TimerTrigger(EachMinute)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext function) =>
        RunAsync(subscriptions.RoundAsync, Long, client, function);

    /// <summary>Looks at licences that may have changed.</summary>
    [Function("LookAtLicences")]
    public Task LookAtLicencesAsync([TimerTrigger(EachMinute)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext function) =>
        RunAsync(licences.RoundAsync, Long, client, function);

    /// <summary>Says how the fleet stands.</summary>
    [Function("WatchFleet")]
    public Task WatchFleetAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext function) =>
        RunAsync(fleet.RunOnceAsync, Short, client, function);

    /// <summary>Erases old runs, and histories that a kill left without a row.</summary>
    [Function("EraseOldRuns")]
    public Task EraseOldRunsAsync([TimerTrigger("0 10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext function) =>
        RunAsync(
            async token =>
            {
                await retention.RunOnceAsync(token).ConfigureAwait(false);
                await engine.PurgeBeforeAsync(time.GetUtcNow() - RunRetention.Keep - TimeSpan.FromDays(31), token).ConfigureAwait(false);
            },
            Long,
            client,
            function);

    /// <summary>Keeps queues, remembered messages and keys in order.</summary>
    [Function("KeepRelays")]
    public Task KeepRelaysAsync([TimerTrigger("0 40 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext function) =>
        RunAsync(
            async token =>
            {
                await keys.RollAsync(token).ConfigureAwait(false);
                await traffic.SweepAsync(token).ConfigureAwait(false);
                await queues.RunOnceAsync(token).ConfigureAwait(false);
            },
            Long,
            client,
            function);

    private async Task RunAsync(Func<CancellationToken, Task> round, TimeSpan budget, DurableTaskClient client, FunctionContext function)
    {
        engine.Use(client);
        using var limit = new CancellationTokenSource(budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, function.CancellationToken);
        try
        {
            await round(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            UsedUp(logger, function.FunctionDefinition.Name, budget);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Round} used up its {Budget} and goes on the next time.")]
    private static partial void UsedUp(ILogger logger, string round, TimeSpan budget);
}
