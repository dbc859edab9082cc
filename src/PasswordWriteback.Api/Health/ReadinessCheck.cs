using Microsoft.Extensions.Logging;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Api.Health;

/// <summary>
/// Asks store and engine whether they can work, each with a deadline. Asking writes to the store, and anybody may ask: whoever asks
/// within a second is told what the first was.
/// </summary>
internal sealed partial class ReadinessCheck(Database database, IRunEngine engine, TimeProvider time, ILogger<ReadinessCheck> logger)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<HealthReport>? _last;
    private long _lastBegan;

    public Task<HealthReport> RunAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last is null or { IsFaulted: true } || (_last.IsCompleted && time.GetElapsedTime(_lastBegan) >= Fresh))
            {
                (_last, _lastBegan) = (Task.Run(AskAsync, CancellationToken.None), time.GetTimestamp());
            }

            return _last.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthReport> AskAsync()
    {
        var parts = await Task.WhenAll(
            AskAsync("store", database.TroubleAsync),
            AskAsync("engine", engine.TroubleAsync)).ConfigureAwait(false);
        foreach (var part in parts.Where(part => !part.Ready))
        {
            NotReady(logger, part.Name, part.Trouble);
        }

        return new HealthReport(parts.All(part => part.Ready), parts);
    }

    private async Task<HealthPart> AskAsync(string name, Func<CancellationToken, Task<string?>> ask)
    {
        using var deadline = new CancellationTokenSource();
        try
        {
            // A part that hangs need not heed its token.
            var trouble = await ask(deadline.Token).WaitAsync(Deadline, time).ConfigureAwait(false);
            return new HealthPart(name, trouble is null, trouble);
        }
        catch (TimeoutException)
        {
            await deadline.CancelAsync().ConfigureAwait(false);
            return new HealthPart(name, Ready: false, $"The {name} did not answer within {Deadline.TotalSeconds:0} seconds.");
        }
        catch (Exception exception) when (exception is StoreUnavailableException or RunEngineUnavailableException)
        {
            return new HealthPart(name, Ready: false, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not ready: {Part}: {Trouble}")]
    private static partial void NotReady(ILogger logger, string part, string? trouble);
}
