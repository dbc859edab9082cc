using PasswordWriteback.Core.Relay;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>
/// Asks the relay of a forest: sends a command, sends it again until it is accepted, and waits for the answer.
/// Ends with an answer in any case; a relay that does not answer is an answer.
/// </summary>
internal sealed class RelayConversation(Run run, string forest)
{
    private const string UnexpectedReply = "UnexpectedReply";

    // Failures that say nothing of what the command did: nobody answered, or the relay could not find out.
    private static readonly string[] OpenEnds = [RelayFindings.NotAnswering, UnexpectedReply, "UnknownOutcome"];

    private bool _failed;
    private bool _writesLocally;

    public string Forest => forest;

    /// <summary>Records what the relay says of itself. In writing mode approved an administrator writes on the server, and that is waited for longer.</summary>
    public void Hear(RelayPosture? posture)
    {
        _writesLocally = posture is { WritingMode: WritingMode.Approved };
        if (posture is not null)
        {
            run.Record(PostureFindings.Judge(forest, posture));
        }
    }

    /// <summary>The answer as <typeparamref name="TReply"/>; null when it failed, and then finding REL001 says why.</summary>
    /// <param name="command">Makes the command with an id.</param>
    /// <param name="patience">Until when a relay that does not answer is asked anew; null: it is asked once. For commands that only read.</param>
    public async Task<TReply?> AskAsync<TReply>(Func<Guid, RelayCommand> command, DateTimeOffset? patience = null)
        where TReply : RelayReply
    {
        var sent = command(run.Context.NewGuid());
        RelayReply reply;
        try
        {
            reply = await ConverseAsync(sent);
            for (var silences = 1; reply is CommandFailed { Reason: RelayFindings.NotAnswering } silence && run.Context.CurrentTime < patience; silences++)
            {
                await WaitForRelayAsync(silence, patience.Value, isFirst: silences == 1);
                sent = command(run.Context.NewGuid());
                reply = await ConverseAsync(sent);
            }
        }
        catch (Exception broken) when (broken is RunCancelledException or ActivityFailedException)
        {
            NoteOpenEnd(sent, broken is ActivityFailedException
                ? broken.Message
                : "The run was cancelled while an administrator of the relay's server was waited for, who may still do it.");
            throw;
        }

        switch (reply)
        {
            case TReply answer:
                if (!_failed)
                {
                    run.Record(RelayFindings.Answers(forest));
                }

                return answer;
            case CommandFailed failure:
                Fail(sent, failure);
                run.Note($"{forest}: {failure.Detail}");
                return null;
            default:
                Fail(sent, new CommandFailed(
                    sent.CommandId,
                    UnexpectedReply,
                    $"The relay answered {sent.GetType().Name} with {reply.GetType().Name}.",
                    "Bring relay and backend to versions that belong together."));
                return null;
        }
    }

    private async Task WaitForRelayAsync(CommandFailed silence, DateTimeOffset until, bool isFirst)
    {
        run.Record(RelayFindings.Failed(forest, silence));
        if (isFirst)
        {
            run.Note($"{silence.Detail} It is asked again until {until:u}");
        }

        var left = until - run.Context.CurrentTime;
        await run.PauseAsync(left < RunLimits.SilentRelayPause ? left : RunLimits.SilentRelayPause);
    }

    // One command that failed is not made good by the next one that did not.
    private void Fail(RelayCommand command, CommandFailed failure)
    {
        _failed = true;
        if (OpenEnds.Contains(failure.Reason, StringComparer.Ordinal))
        {
            NoteOpenEnd(command, failure.Detail);
            failure = command is GrantPermissions
                ? failure with { Remedy = $"{failure.Remedy} What was approved may have been written, or be written yet: a rollback of {run.Context.InstanceId} takes it back." }
                : failure;
        }

        run.Record(RelayFindings.Failed(forest, failure));
    }

    // The relay may carry it out after all, and has its own record of what it wrote: a rollback of this run has to ask for that.
    private void NoteOpenEnd(RelayCommand command, string why)
    {
        if (command is GrantPermissions or RevokePermissions)
        {
            run.Record(run.Forest(forest) with { Unanswered = $"{command.GetType().Name} was sent, and how it ended is not known: {why}" });
        }
    }

    // A write that was sent is waited for even when a person asks the run to end: it never interrupts a write. One that waits for
    // an administrator is none yet.
    private bool Interruptible(RelayCommand command) =>
        command is not (GrantPermissions or RevokePermissions or Core.Relay.SetConnectWriteback) || IsLocal(command);

    private bool IsLocal(RelayCommand command) => _writesLocally && command is (GrantPermissions or RevokePermissions);

    private async Task<RelayReply> ConverseAsync(RelayCommand command)
    {
        for (var attempt = 1; attempt <= RunLimits.CommandAttempts; attempt++)
        {
            var enrolled = await run.Context.CallActivityAsync(
                RunActivities.SendRelayCommand, new RelayCommandAttempt(command, attempt), RunLimits.Retry);
            if (!enrolled)
            {
                return attempt == 1
                    ? new CommandFailed(
                        command.CommandId,
                        "NoRelay",
                        $"No active relay is enrolled for forest {forest}.",
                        "Enrol a relay on the Entra Connect server of this forest, or promote one that is enrolled as stand-by.")
                    : new CommandFailed(
                        command.CommandId,
                        RelayFindings.NotAnswering,
                        $"The relay of forest {forest} was revoked before it accepted {command.GetType().Name}.",
                        "Enrol a relay on the Entra Connect server of this forest, then start the run again.");
            }

            var signal = await NextSignalAsync(command, run.Context.CurrentTime + RunLimits.CommandAcceptance);
            if (signal is not null)
            {
                return signal.Reply ?? await AnswerAsync(command);
            }
        }

        return new CommandFailed(
            command.CommandId,
            RelayFindings.NotAnswering,
            $"The relay of forest {forest} did not accept {command.GetType().Name} within "
            + $"{RunLimits.CommandAcceptance * RunLimits.CommandAttempts}.",
            "See on the Entra Connect server whether the relay service runs and whether outbound port 443 is open.");
    }

    private async Task<RelayReply> AnswerAsync(RelayCommand command)
    {
        var limit = IsLocal(command) ? RunLimits.LocalApproval : RunLimits.Answer(command);
        var deadline = run.Context.CurrentTime + limit;
        while (await NextSignalAsync(command, deadline) is { } signal)
        {
            if (signal.Reply is { } reply)
            {
                return reply;
            }

            run.Note($"{forest}: {signal.Note}");
        }

        return new CommandFailed(
            command.CommandId,
            RelayFindings.NotAnswering,
            $"The relay of forest {forest} accepted {command.GetType().Name} but did not finish it within {limit}.",
            "Read the relay's log on the Entra Connect server, then start the run again; a repeated command never writes twice.");
    }

    private Task<RelaySignal?> NextSignalAsync(RelayCommand command, DateTimeOffset deadline) =>
        run.WaitAsync<RelaySignal>(RunEvents.Relay(command.CommandId), deadline, Interruptible(command));
}
