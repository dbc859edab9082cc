using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Background;
using PasswordWriteback.Functions.Durable;

namespace PasswordWriteback.Functions.Timers;

/// <summary>
/// Makes the rounds by timers. The host runs a timer's function on one instance at a time (a lease in its storage account), and not
/// again while it is under way; the rounds would be safe without. A round that uses up its budget goes on where it was the next time.
/// </summary>
public sealed class Rounds(IEnumerable<BackgroundRound> rounds, DurableRunEngine engine, TimeProvider time, ILogger<Rounds> logger)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Each minute, the rounds whose turn it is then.</summary>
    [Function("ShortRounds")]
    public Task ShortAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var due = rounds.Where(round => round.Every < Hour && time.GetUtcNow().Minute % Math.Max(1, (int)round.Every.TotalMinutes) == 0).ToList();
        return RunAsync(due, TimeSpan.FromSeconds(55), client, cancellationToken);
    }

    /// <summary>Each hour, those that may take minutes.</summary>
    [Function("LongRounds")]
    public Task LongAsync([TimerTrigger("0 10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(rounds.Where(round => round.Every >= Hour), TimeSpan.FromMinutes(10), client, cancellationToken);

    // All at once, and none keeps another from its work; what failed fails the function in the end.
    private async Task RunAsync(IEnumerable<BackgroundRound> due, TimeSpan budget, DurableTaskClient client, CancellationToken stopping)
    {
        engine.Use(client);
        using var limit = new CancellationTokenSource(budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        await Task.WhenAll(due.Select(async round =>
        {
            try
            {
                await round.RunAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                logger.LogInformation("The {Name} used up {Budget} and goes on the next time.", round.Name, budget);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                logger.LogError(e, "The {Name} failed: {Why} It is tried again in {Every}.", round.Name, e.Message, round.Every);
                throw;
            }
        })).ConfigureAwait(false);
    }
}
