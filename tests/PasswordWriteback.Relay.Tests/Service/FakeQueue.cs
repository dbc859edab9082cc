using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Tests.Service;

/// <summary>The two queues in memory. It can be away, lose the news that it took an answer, and hand out what was never taken off again.</summary>
internal sealed class FakeQueue : IRelayQueue
{
    private readonly Lock _gate = new();
    private readonly List<ReceivedMessage> _messages = [];
    private readonly Channel<OutgoingMessage> _answers = Channel.CreateUnbounded<OutgoingMessage>();
    private TaskCompletionSource _changed = New();
    private long _sequence;

    public DateTimeOffset? LastContact => null;

    /// <summary>Nothing arrives and nothing can be sent.</summary>
    public bool Away { get; set; }

    /// <summary>Answers arrive, but the sender hears of a failure.</summary>
    public int LostConfirmations { get; set; }

    /// <summary>Messages cannot be taken off.</summary>
    public bool CannotComplete { get; set; }

    /// <summary>The queue's clock; null: it does not say.</summary>
    public Func<DateTimeOffset>? Date { get; set; }

    /// <summary>Called before a message is taken off.</summary>
    public Action<ReceivedMessage> Completing { get; set; } = _ => { };

    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _messages.Count;
            }
        }
    }

    public void Put(ReadOnlyMemory<byte> body)
    {
        lock (_gate)
        {
            _messages.Add(new ReceivedMessage(
                new QueueMessage("m", body), ++_sequence, Guid.NewGuid(), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, DeliveryCount: 1));
            _changed.TrySetResult();
        }
    }

    /// <summary>The next answer that is no heartbeat.</summary>
    public async Task<RelayAnswer> AnswerAsync(bool heartbeats = false)
    {
        while (true)
        {
            var answer = Read(await _answers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
            if (heartbeats || answer is not RelayHeartbeat)
            {
                return answer;
            }
        }
    }

    /// <summary>The signed message of the next answer.</summary>
    public async Task<OutgoingMessage> SignedAnswerAsync() =>
        await _answers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>The end of a command, whatever else is said before.</summary>
    public async Task<CommandCompleted> CompletionAsync(Guid? commandId = null)
    {
        while (true)
        {
            if (await AnswerAsync() is CommandCompleted completed && (commandId is null || completed.CommandId == commandId))
            {
                return completed;
            }
        }
    }

    /// <summary>What has been said and not been read by the test.</summary>
    public IReadOnlyList<RelayAnswer> Rest() => [.. RestSigned().Select(Read)];

    /// <summary>The signed messages of <see cref="Rest"/>.</summary>
    public IReadOnlyList<OutgoingMessage> RestSigned()
    {
        var rest = new List<OutgoingMessage>();
        while (_answers.Reader.TryRead(out var message))
        {
            rest.Add(message);
        }

        return rest;
    }

    public async IAsyncEnumerable<ReceivedMessage> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A lock holds until the receiver is gone: a new one is handed everything that was not taken off.
        var handed = new HashSet<long>();
        while (true)
        {
            ReceivedMessage? next;
            Task changed;
            lock (_gate)
            {
                next = Away ? null : _messages.FirstOrDefault(message => handed.Add(message.SequenceNumber));
                _changed = _changed.Task.IsCompleted ? New() : _changed;
                changed = _changed.Task;
            }

            if (next is not null)
            {
                yield return next with { QueueTime = Date?.Invoke() };
            }
            else
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>The queue is there again.</summary>
    public void Return()
    {
        lock (_gate)
        {
            Away = false;
            _changed.TrySetResult();
        }
    }

    public Task CompleteAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (Away || CannotComplete)
        {
            throw new QueueException(QueueFailure.Unavailable, "The queue is away.");
        }

        Completing(message);
        lock (_gate)
        {
            _messages.RemoveAll(known => known.SequenceNumber == message.SequenceNumber);
        }

        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> SendAsync(QueueMessage answer, CancellationToken cancellationToken)
    {
        if (Away)
        {
            throw new QueueException(QueueFailure.Unavailable, "The queue is away.");
        }

        _answers.Writer.TryWrite(new OutgoingMessage(answer.MessageId, answer.Body, DateTimeOffset.MaxValue));
        if (LostConfirmations > 0)
        {
            LostConfirmations--;
            throw new QueueException(QueueFailure.Unavailable, "The answer of the queue was lost.");
        }

        return Task.FromResult(Date?.Invoke());
    }

    private static RelayAnswer Read(OutgoingMessage message)
    {
        var signed = JsonSerializer.Deserialize(message.Body.Span, RelayJson.Wire.SignedMessage)!;
        return JsonSerializer.Deserialize(signed.Payload, RelayJson.Wire.RelayAnswer)!;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
