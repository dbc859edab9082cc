using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Graph.Identity;

/// <summary>
/// The readers of tenants through the one identity of this host. A tenant keeps its reader, and with it its token, until
/// <see cref="Capacity"/> others were asked for since: then it costs a request for a token again, no more.
/// </summary>
public sealed partial class TenantGraphs : ITenantGraphs, IDisposable
{
    private readonly TenantGraphFactory _factory;
    private readonly GraphCloud _cloud;
    private readonly TenantCredential? _credential;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LinkedListNode<ITenantGraph>> _held = [];
    private readonly LinkedList<ITenantGraph> _newestFirst = new();

    /// <summary>Readers over a factory, which it then owns.</summary>
    /// <param name="factory">Makes readers.</param>
    /// <param name="cloud">The cloud of all tenants.</param>
    /// <param name="credential">Who the backend is; null: no tenant can be read.</param>
    public TenantGraphs(TenantGraphFactory factory, GraphCloud cloud, TenantCredential? credential)
    {
        _factory = factory;
        _cloud = cloud;
        _credential = credential;
    }

    /// <summary>How many tenants keep their reader. Default 10,000; docs/operations.md says how many bytes each has.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>The group whose members have to be licensed, of tenants that say so; others count every synchronized user.</summary>
    public IReadOnlyDictionary<Guid, Guid> LicenceGroups { get; init; } = new Dictionary<Guid, Guid>();

    /// <summary>How many tenants have one now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Readers as the settings say. Warns of a client secret.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The machine's clock.</param>
    /// <param name="loggers">Where failed readings are logged, without secrets.</param>
    /// <param name="handler">Reaches sign-in service and Graph; it is then theirs. Null: as the settings say.</param>
    /// <param name="reportClock">The clock of Graph's limit on reports, where a simulated tenant runs faster than the machine.</param>
    /// <exception cref="GraphIdentityException">The settings cannot be used.</exception>
    public static TenantGraphs Create(
        GraphIdentityOptions options, TimeProvider time, ILoggerFactory loggers, HttpMessageHandler? handler = null, TimeProvider? reportClock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cloud = GraphIdentity.Cloud(options);
        var credential = GraphIdentity.Credential(options, time);
        var groups = GraphIdentity.LicenceGroups(options);
        if (credential is ClientSecretTenantCredential)
        {
            SecretInUse(loggers.CreateLogger<TenantGraphs>());
        }

        var factory = (handler ?? TrustedAuthority.Handler(options)) is { } pinned
            ? new TenantGraphFactory(pinned, time, loggers) { ReportClock = reportClock }
            : new TenantGraphFactory(time, loggers) { ReportClock = reportClock };
        return new TenantGraphs(factory, cloud, credential) { LicenceGroups = groups };
    }

    /// <summary>The reader of a tenant. Where this host has no identity for it, every reading is unknown with that reason.</summary>
    public Task<ITenantGraph> GetAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(tenantId, out var node))
            {
                _newestFirst.Remove(node);
            }
            else
            {
                node = new(Create(tenantId));
                _held.Add(tenantId, node);
            }

            _newestFirst.AddFirst(node);
            if (_held.Count > Capacity)
            {
                _held.Remove(_newestFirst.Last!.Value.TenantId);
                _newestFirst.RemoveLast();
            }

            return Task.FromResult(node.Value);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _factory.Dispose();

    private ITenantGraph Create(Guid tenantId)
    {
        if (_credential is null)
        {
            return new UnreadableTenant(
                tenantId,
                "this host has no identity to read tenants with; set Graph:ClientId, and Graph:ManagedIdentityClientId or a certificate");
        }

        try
        {
            return _factory.Create(tenantId, _cloud, _credential, LicenceGroups.TryGetValue(tenantId, out var group) ? group : null);
        }
        catch (GraphIdentityException refused)
        {
            return new UnreadableTenant(tenantId, refused.Message.TrimEnd('.'));
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Graph:SecretFile: the backend proves itself to tenants with a client secret, which is for development. In production set Graph:ManagedIdentityClientId or a certificate.")]
    private static partial void SecretInUse(ILogger logger);
}
