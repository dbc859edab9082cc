namespace PasswordWriteback.LocalHost.Background;

/// <summary>Does a piece of work at start and again and again, one round at a time. A round that fails is logged and never stops the next.</summary>
/// <param name="name">What it is, for the log.</param>
/// <param name="every">From the begin of a round to the next; rounds that were missed meanwhile are one.</param>
/// <param name="round">One round.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where trouble goes.</param>
internal sealed partial class RepeatedWork(
    string name, TimeSpan every, Func<CancellationToken, Task> round, TimeProvider time, ILogger<RepeatedWork> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(every, time);
        do
        {
            try
            {
                await round(stoppingToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever went wrong in this round, the next one is made.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Failed(logger, name, e.Message, every, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(LogLevel.Error, "The {Name} failed: {Why} It is tried again in {Every}.")]
    private static partial void Failed(ILogger logger, string name, string why, TimeSpan every, Exception exception);
}
