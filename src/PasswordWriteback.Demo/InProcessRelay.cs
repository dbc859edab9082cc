using System.Threading.Channels;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;
using PasswordWriteback.Relay.Commands;

namespace PasswordWriteback.Demo;

/// <summary>
/// Stands where the queue and the relay service will be: takes commands one at a time, says that it has each, carries
/// it out, and answers. Commands and answers are the real ones.
/// </summary>
internal sealed class InProcessRelay : IRelayCommandSender, IAsyncDisposable
{
    private readonly Channel<RelayCommand> _commands = Channel.CreateUnbounded<RelayCommand>();
    private readonly HashSet<Guid> _known = [];
    private readonly RelayCommandExecutor _executor;
    private readonly Func<string, string, RelaySignal, Task> _raise;
    private readonly Action<RelayReply> _answered;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <param name="executor">Carries commands out.</param>
    /// <param name="raise">Raises an event: run id, event name, payload.</param>
    /// <param name="answered">Told every answer, for the terminal.</param>
    public InProcessRelay(RelayCommandExecutor executor, Func<string, string, RelaySignal, Task> raise, Action<RelayReply> answered)
    {
        _executor = executor;
        _raise = raise;
        _answered = answered;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Takes a command. One that was taken before is not taken again.</summary>
    public Task<bool> SendAsync(RelayCommandAttempt attempt, CancellationToken cancellationToken)
    {
        lock (_known)
        {
            if (_known.Add(attempt.Command.CommandId))
            {
                _commands.Writer.TryWrite(attempt.Command);
            }
        }

        return Task.FromResult(true);
    }

    public async ValueTask DisposeAsync()
    {
        _commands.Writer.Complete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (var command in _commands.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
        {
            var name = RunEvents.Relay(command.CommandId);
            await _raise(command.RunId, name, new RelaySignal(RelaySignalKind.Accepted, "accepted")).ConfigureAwait(false);
            var reply = await AnswerAsync(command).ConfigureAwait(false);
            _answered(reply);
            await _raise(command.RunId, name, new RelaySignal(RelaySignalKind.Completed, "completed", reply)).ConfigureAwait(false);
        }
    }

    private async Task<RelayReply> AnswerAsync(RelayCommand command)
    {
        try
        {
            return await _executor.ExecuteAsync(command, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new CommandFailed(
                command.CommandId,
                "RelayDefect",
                $"{command.GetType().Name} ended in {failure.GetType().Name}: {failure.Message}",
                "This is a defect of the relay; report it with the command's name.");
        }
    }
}
