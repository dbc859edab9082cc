using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Local.Engine;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.KillTarget;

/// <summary>
/// Stands where the queue and the relay's ledger will be. A command is in a file before it is accepted, its reply in another
/// before it is sent. After a restart, unfinished commands are carried out again and the replies of finished ones sent again.
/// </summary>
internal sealed class DurableInbox
{
    private readonly Channel<(RelayCommand Command, RelayReply? Reply)> _work = Channel.CreateUnbounded<(RelayCommand, RelayReply?)>();
    private readonly HashSet<Guid> _known = [];
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly RelayCommandExecutor _executor;
    private readonly Marks _marks;
    private Task _worker = Task.CompletedTask;

    public DurableInbox(string folder, RelayCommandExecutor executor, Marks marks)
    {
        (_folder, _executor, _marks) = (folder, executor, marks);
        foreach (var file in Directory.CreateDirectory(folder).GetFiles("*.command.json").Select(file => file.FullName).Order(StringComparer.Ordinal))
        {
            var command = JsonSerializer.Deserialize(File.ReadAllBytes(file), OrchestrationJson.Default.RelayCommand)!;
            var reply = File.Exists(ReplyPath(command))
                ? JsonSerializer.Deserialize(File.ReadAllBytes(ReplyPath(command)), OrchestrationJson.Default.RelayReply)
                : null;
            _known.Add(command.CommandId);
            Look(reply);
            _work.Writer.TryWrite((command, reply));
        }
    }

    /// <summary>The plan that the run made.</summary>
    public PermissionPlan? Plan { get; private set; }

    /// <summary>Begins to work.</summary>
    /// <param name="raise">Raises an event of the run: name, payload.</param>
    public void Start(Func<string, RelaySignal, Task> raise) => _worker = Task.Run(() => WorkAsync(raise));

    /// <summary>Takes a command; on return it is on disk. One that was taken before is not taken again.</summary>
    public void Send(RelayCommand command)
    {
        lock (_gate)
        {
            if (_known.Add(command.CommandId))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{_known.Count:D4}-{command.CommandId:N}.command.json");
                DurableFile.Write(
                    Path.Combine(_folder, name), JsonSerializer.SerializeToUtf8Bytes(command, OrchestrationJson.Default.RelayCommand));
                _marks.Say(command.GetType().Name, "taken");
                _work.Writer.TryWrite((command, null));
            }
        }
    }

    /// <summary>Ends when what was taken is done.</summary>
    public Task StopAsync()
    {
        _work.Writer.Complete();
        return _worker;
    }

    private async Task WorkAsync(Func<string, RelaySignal, Task> raise)
    {
        await foreach (var (command, earlier) in _work.Reader.ReadAllAsync())
        {
            try
            {
                var name = RunEvents.Relay(command.CommandId);
                var reply = earlier;
                if (reply is null)
                {
                    await raise(name, new RelaySignal(RelaySignalKind.Accepted, "accepted"));
                    reply = await ExecuteAsync(command);
                }

                await raise(name, new RelaySignal(RelaySignalKind.Completed, "completed", reply));
                _marks.Say(command.GetType().Name, earlier is null ? "completed" : "repeated");
            }
            catch (InstanceFinishedException)
            {
                // The run ended before this process began; it needs no answers.
            }
        }
    }

    private async Task<RelayReply> ExecuteAsync(RelayCommand command)
    {
        _marks.Say(command.GetType().Name, "executing");
        var reply = await _executor.ExecuteAsync(command, CancellationToken.None);
        Look(reply);
        DurableFile.Write(ReplyPath(command), JsonSerializer.SerializeToUtf8Bytes(reply, OrchestrationJson.Default.RelayReply));
        _marks.Say(command.GetType().Name, "answered");
        return reply;
    }

    private void Look(RelayReply? reply) => Plan = reply is Assessed { Plan.Targets.Count: > 0 } assessed ? assessed.Plan : Plan;

    private string ReplyPath(RelayCommand command) => Path.Combine(_folder, $"{command.CommandId:N}.reply.json");
}
