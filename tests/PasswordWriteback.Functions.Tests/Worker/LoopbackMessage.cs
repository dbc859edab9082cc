using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Functions.Tests.Worker;

/// <summary>A message on its way from the worker to the queues of the test.</summary>
internal sealed record LoopbackMessage(
    string MessageId, byte[] Body, string? CorrelationId, string? Label, string? ContentType, double Seconds, Dictionary<string, string> Properties)
{
    public QueueMessage ToQueueMessage() => new(MessageId, Body)
    {
        CorrelationId = CorrelationId,
        Label = Label,
        ContentType = ContentType,
        TimeToLive = TimeSpan.FromSeconds(Seconds),
        Properties = Properties,
    };
}
