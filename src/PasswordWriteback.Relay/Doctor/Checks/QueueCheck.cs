using Azure.Core.Pipeline;
using PasswordWriteback.Core.Relay.Queue;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Queue;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>
/// The way of a command: a token from the cloud with the relay's key, then the relay's queue with that token. No message is taken and
/// nothing is written: the queue is asked to renew a lock that nobody holds, which only a good token may ask.
/// </summary>
internal sealed class QueueCheck(string stateFolder, Enrolment enrolment, SocketsHttpHandler transport, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    public DoctorCheck Check => new(
        "queue",
        "Commands come by the relay's queue, and every hour the relay asks its cloud for a new token to it.",
        LookAsync) { Subject = $"{enrolment.ServiceBus.Host}/{enrolment.Queue}", Deadline = Longest + Longest };

    private async Task LookAsync(CheckLines lines, CancellationToken cancellationToken)
    {
        var subject = Check.Subject;
        try
        {
            using var key = new RelayKeyStore(RelayHost.KeyFolder(stateFolder)).Open(enrolment.KeyId);
            using var http = RelayHost.Client(transport);
            var cloud = new RelayCloudClient(http, enrolment.Cloud, key, enrolment.RelayId, time);
            var keys = CloudKeyRing.Load(stateFolder, time);
            var token = await cloud.GetTokenAsync(keys.GoodIds, cancellationToken).ConfigureAwait(false);
            var options = new ServiceBusQueueClientOptions { Clock = time, Transport = new HttpClientTransport(transport), Deadline = Longest };
            options.Retry.MaxRetries = 0;
            using var queue = new ServiceBusQueueClient(
                enrolment.ServiceBus, enrolment.Queue, _ => ValueTask.FromResult(new SasToken(token.Sas.Queue, token.ExpiresAt)), options);
            var nobodys = new ReceivedMessage(new QueueMessage("doctor", ReadOnlyMemory<byte>.Empty), 0, Guid.NewGuid(), default, default, 0);
            _ = await queue.RenewAsync(nobodys, cancellationToken).ConfigureAwait(false);
            lines.Ok(subject, "The cloud knows this relay and hands out access, and it is good for the queue. Whether the queue is still there shows only when the service polls it: event 2002 in its log.");
        }
        catch (CloudException fault)
        {
            lines.Failed(subject, fault.Message, fault.Remedy);
        }
        catch (QueueException fault)
        {
            lines.Failed(subject, fault.Message, "See the line of the check 'outbound' for this host, and that of the clock.");
        }
        catch (Exception fault) when (fault is RelayKeyException or InvalidDataException)
        {
            lines.Unknown(subject, fault.Message, "See the lines of the checks 'enrolment' and 'relay-key'.");
        }
    }
}
