using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Storage;

namespace PasswordWriteback.Api.Health;

/// <summary>Asks store and engine whether they can work, each with a deadline.</summary>
internal sealed class ReadinessCheck(Database database, IRunEngine engine, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public async Task<HealthReport> RunAsync(CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(
            AskAsync("store", database.TroubleAsync, cancellationToken),
            AskAsync("engine", engine.TroubleAsync, cancellationToken)).ConfigureAwait(false);
        return new HealthReport(parts.All(part => part.Ready), parts);
    }

    private async Task<HealthPart> AskAsync(
        string name, Func<CancellationToken, Task<string?>> ask, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // A part that hangs need not heed its token.
            var trouble = await ask(deadline.Token).WaitAsync(Deadline, time, cancellationToken).ConfigureAwait(false);
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
}
