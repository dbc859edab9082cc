using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EventLog;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Ledger;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Queue;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Service;

/// <summary>What a host decides; the rest stands in the state folder.</summary>
public sealed record RelayHostOptions
{
    /// <summary>The relay's state folder; must hold an enrolment.</summary>
    public required string StateFolder { get; init; }

    /// <summary>What an administrator of the server allows.</summary>
    public required RelayPolicySource Policy { get; init; }

    /// <summary>Version of the relay, for heartbeats.</summary>
    public required string Version { get; init; }

    /// <summary>The Entra Connect server that the relay runs on; null: this one, if it is one.</summary>
    public IEntraConnectServer? ConnectServer { get; init; }

    /// <summary>The event log of that server.</summary>
    public IWritebackEventLog EventLog { get; init; } = new NoEventLog("This host reads no event log.");

    /// <summary>Reaches domain controllers; null: LDAP, as the enrolment says.</summary>
    public IDirectoryConnector? Connector { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the service tells what it does.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>Hears that the service has started and that it lives; null: nobody asks.</summary>
    public RelayPulse? Pulse { get; init; }
}

/// <summary>Puts the service together from what an enrolment left in the state folder, and runs it.</summary>
public static class RelayHost
{
    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="StateInUseException">Another process is the service of this state folder.</exception>
    /// <exception cref="InvalidDataException">This server is not enrolled, or a file of its enrolment is damaged.</exception>
    /// <exception cref="RelayKeyException">The relay's key cannot be used.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be used.</exception>
    public static async Task RunAsync(RelayHostOptions options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (folder, time, logger) = (options.StateFolder, options.Time, options.Logger);
        using var only = StateLock.Take(folder);
        var enrolment = Enrolment.Read(folder);
        using var key = new RelayKeyStore(KeyFolder(folder)).Open(enrolment.KeyId);
        var cloudKeys = CloudKeyRing.Load(folder, time);
        using var ledger = CommandLedger.Open(folder, time);
        using var writes = new WriteTurns(folder, time);
        using var transport = Transport(enrolment.CloudCaFile);
        using var http = Client(transport);
        var cloud = new RelayCloudClient(http, enrolment.Cloud, key, enrolment.RelayId, time);
        using var access = new QueueAccess(cloud, cloudKeys, time, logger);
        var queueOptions = new ServiceBusQueueClientOptions { Clock = time, Transport = new HttpClientTransport(transport) };
        using var commands = new ServiceBusQueueClient(enrolment.ServiceBus, enrolment.Queue, access.ForQueueAsync, queueOptions);
        using var replies = new ServiceBusQueueClient(enrolment.RepliesServiceBus ?? enrolment.ServiceBus, enrolment.RepliesQueue, access.ForRepliesAsync, queueOptions);
        var pulse = options.Pulse ?? new RelayPulse(time);
        var listener = new QueueListener(commands, new IdlePace(), time, Jitter, logger) { Turns = pulse.Beat };
        var connector = options.Connector ?? new LdapDirectoryConnector(enrolment.Directory.ToLdapOptions(), time);
        var settings = new RelaySettings { StateFolder = folder, Policy = options.Policy, ConnectorAccount = enrolment.Directory.ConnectorAccount };
        var connectServer = options.ConnectServer ?? EntraConnectServer.Here(folder, time);
        using var ours = options.ConnectServer is null ? connectServer as IDisposable : null;
        var executor = new RelayCommandExecutor(settings, connector, connectServer, options.EventLog, time);
        var instance = Guid.NewGuid();
        ledger.Note(LedgerNotes.Instance, instance.ToString("D", CultureInfo.InvariantCulture));
        RelayLog.Begins(logger, enrolment.RelayId, enrolment.TenantId, enrolment.Forest, instance);
        var posture = StartPosture.LogAsync(executor, logger, stop);
        await new RelayService(new RelayServiceParts
        {
            Identity = enrolment.Identity,
            CloudKeys = () => cloudKeys.Current,
            Key = key,
            StateFolder = folder,
            Ledger = ledger,
            Queue = new ServiceBusRelayQueue(commands, listener, replies),
            Uploads = cloud,
            Advance = executor.AdvanceAsync,
            Interrupted = new InterruptedCommands(folder, connector, connectServer, time),
            Writes = writes,
            Heartbeat = Heartbeats(options, connectServer, instance),
            Time = time,
            Logger = logger,
            Started = () => pulse.Start(() => Status(enrolment, listener)),
            Turns = pulse.Beat,
        }).RunAsync(stop).ConfigureAwait(false);
        await posture.ConfigureAwait(false);
        RelayLog.HasStopped(logger);
    }

    /// <summary>Where the relay's own keys lie.</summary>
    public static string KeyFolder(string stateFolder) => Path.Combine(stateFolder, "keys");

    /// <summary>Connections to the cloud.</summary>
    /// <param name="caFile">The only certificate authorities to trust (PEM); null: the system's.</param>
    /// <exception cref="InvalidDataException">The file holds no certificate.</exception>
    public static SocketsHttpHandler Transport(string? caFile)
    {
        if (caFile is null)
        {
            return QueueTransport.CreateHandler();
        }

        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(caFile);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The certificates of the cloud in {caFile} cannot be read: {fault.Message}", fault);
        }

        return roots.Count > 0
            ? QueueTransport.CreateHandler(trustedRoots: roots)
            : throw new InvalidDataException($"{caFile} holds no certificate in PEM.");
    }

    /// <summary>A client over such connections; deadlines are set per request.</summary>
    public static HttpClient Client(SocketsHttpHandler transport) =>
        new(transport, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 1 << 20 };

    private static Func<CancellationToken, Task<RelayHeartbeat>> Heartbeats(RelayHostOptions options, IEntraConnectServer connectServer, Guid instance)
    {
        var startedAt = options.Time.GetUtcNow();
        return async stop =>
        {
            var connect = await connectServer.ReadAsync(stop).ConfigureAwait(false);
            var hash = options.Policy.Read().Hash;
            return new RelayHeartbeat(
                instance,
                startedAt,
                options.Time.GetUtcNow(),
                Environment.MachineName,
                options.Version,
                hash == PolicyState.NoFile ? null : hash,
                connect.IsKnown
                    ? Reading.Known(new ConnectState(
                        connect.Value.ServerName, connect.Value.InstalledVersion, connect.Value.Staging, connect.Value.WritebackEnabled))
                    : Reading.Unknown<ConnectState>(connect.UnknownReason));
        };
    }

    private static string Status(Enrolment enrolment, QueueListener listener) => listener switch
    {
        { Trouble: { } trouble } => $"Queue {enrolment.Queue} is not being heard ({trouble.Failure}); trying on",
        { LastContact: { } at } => $"Relay {enrolment.RelayId} listens to queue {enrolment.Queue}, last answer {at:u}",
        _ => $"Relay {enrolment.RelayId} connects to queue {enrolment.Queue}",
    };

    private static double Jitter() => RandomNumberGenerator.GetInt32(1000) / 1000.0;
}
