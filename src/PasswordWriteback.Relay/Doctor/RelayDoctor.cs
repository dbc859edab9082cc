using PasswordWriteback.Relay.Doctor.Checks;
using PasswordWriteback.Relay.Doctor.Outbound;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Doctor;

/// <summary>What the doctor looks at.</summary>
public sealed record DoctorOptions
{
    /// <summary>Reaches domain controllers, as the identity whose rights are measured.</summary>
    public required IDirectoryConnector Connector { get; init; }

    /// <summary>The connector account as an administrator named it; null: discovered.</summary>
    public string? ConnectorAccount { get; init; }

    /// <summary>The relay's state folder.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The relay's policy file.</summary>
    public required string PolicyPath { get; init; }

    /// <summary>Folder that stands for the share SYSVOL; null: the share on Windows, nothing elsewhere.</summary>
    public string? Sysvol { get; init; }

    /// <summary>The hosts that writeback uses.</summary>
    public IReadOnlyList<OutboundTarget> WritebackHosts { get; init; } = Outbound.WritebackHosts.Of(EntraCloud.Global);

    /// <summary>The cloud whose Service Bus namespace is not known; null when it is among <see cref="WritebackHosts"/>.</summary>
    public EntraCloud? NamespaceMissing { get; init; } = EntraCloud.Global;
}

/// <summary>Looks for what keeps writeback, or the relay, from working on this server. Writes nothing.</summary>
public static class RelayDoctor
{
    /// <summary>Looks.</summary>
    /// <exception cref="InvalidDataException">The certificates that the enrolment names cannot be read.</exception>
    public static async Task<DoctorReport> RunAsync(DoctorEnvironment environment, DoctorOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var enrolment = ReadEnrolment(options.StateFolder);
        using var transport = RelayHost.Transport(enrolment?.CloudCaFile);
        transport.Proxy = environment.Proxy;
        using var http = RelayHost.Client(transport);
        try
        {
            return await DoctorRun.RunAsync(Checks(environment, options, enrolment, transport, http, end.Token), environment.Time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // What still hangs is let go.
            await end.CancelAsync().ConfigureAwait(false);
        }
    }

    private static IReadOnlyList<DoctorCheck> Checks(
        DoctorEnvironment environment, DoctorOptions options, Enrolment? enrolment, SocketsHttpHandler transport, HttpClient http, CancellationToken all)
    {
        var directory = new DoctorDirectory(options.Connector, options.ConnectorAccount, all);
        var policy = RelayPolicySource.File(options.PolicyPath);
        var hosts = options.WritebackHosts.Concat(Relay(enrolment)).ToList();
        var cloud = enrolment?.Cloud ?? new Uri($"https://{hosts[0]}");
        var tls = hosts.FirstOrDefault(host => host.Tls) ?? hosts[0];
        return
        [
            new RemoteSamCheck(environment, directory).Check,
            new RemoteSamPolicyCheck(directory, new SysvolFolder(options.Sysvol, environment.IsWindows)).Check,
            new PolicyHintsCheck(environment, directory).Check,
            new ConnectOnControllerCheck(environment, directory).Check,
            new OwnRightsCheck(directory, policy).Check,
            new TlsCheck(environment, tls).Check,
            .. hosts.Select(host => new OutboundCheck(environment, host).Check),
            .. options.NamespaceMissing is { } missing ? [OutboundCheck.UnknownNamespace(missing)] : Array.Empty<DoctorCheck>(),
            new ProxyCheck(environment, cloud).Check,
            new ControllerClockCheck(environment, directory).Check,
            new CloudClockCheck(environment, http, cloud).Check,
            .. new RelayStateChecks(options.StateFolder, policy, options.PolicyPath, environment.Time).Checks,
            .. enrolment is null ? [] : new[] { new QueueCheck(options.StateFolder, enrolment, transport, environment.Time).Check },
        ];
    }

    private static IEnumerable<OutboundTarget> Relay(Enrolment? enrolment) => enrolment is null
        ? []
        : new[]
        {
            OutboundTarget.Of(enrolment.Cloud, "the relay's cloud", enrolment.CloudCaFile),
            OutboundTarget.Of(enrolment.ServiceBus, "the relay's queues", enrolment.CloudCaFile),
            OutboundTarget.Of(enrolment.RepliesServiceBus ?? enrolment.ServiceBus, "the relay's queues", enrolment.CloudCaFile),
        }.DistinctBy(target => target.ToString());

    // A damaged enrolment is a line of its own check, not the end of all of them.
    private static Enrolment? ReadEnrolment(string stateFolder)
    {
        try
        {
            return Enrolment.Exists(stateFolder) ? Enrolment.Read(stateFolder) : null;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
