using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>One domain under assessment: its connection, the account's token there, its scopes, and the scan of its users.</summary>
internal sealed class DomainAssessment : IAsyncDisposable
{
    private readonly IDirectoryConnection _connection;
    private readonly IDirectoryConnection _scanned;
    private readonly DirectoryDomain _domain;
    private readonly ScopeReader _reader;
    private readonly DomainPrivileges _privileges;
    private readonly PasswordAges _ages;

    private DomainAssessment(
        IDirectoryConnection connection,
        IDirectoryConnection scanned,
        string server,
        DirectoryDomain domain,
        ScopeReader reader,
        DomainPrivileges privileges,
        PasswordAges ages,
        IReadOnlyList<ScopeReading> readings)
    {
        _connection = connection;
        _scanned = scanned;
        _domain = domain;
        _reader = reader;
        _privileges = privileges;
        _ages = ages;
        Server = server;
        Readings = readings;
    }

    public string DnsName => _domain.DnsName;

    /// <summary>The PDC emulator: plans are made on what it holds, because it is what is written to.</summary>
    public string Server { get; }

    /// <summary>
    /// The domain controller whose users are read: the one that Entra Connect uses, because that is where a reset meets them; the PDC
    /// emulator where that is not known or does not answer.
    /// </summary>
    public string ScannedServer => _scanned == _connection ? Server : _scanned.Server;

    public AccessToken Token => _privileges.Token;

    /// <summary>Who is privileged in the domain.</summary>
    public DomainPrivileges Privileges => _privileges;

    public IReadOnlyList<ScopeReading> Readings { get; }

    public static async Task<DomainAssessment> ReadAsync(
        IDirectoryConnector connector,
        AssessmentRequest request,
        DirectoryDomain domain,
        IReadOnlyList<string> scopes,
        bool withBlastRadius,
        CancellationToken cancellationToken)
    {
        var pdc = domain.PdcEmulator ?? throw new DirectoryException(
            DirectoryFault.Unreachable,
            domain.DnsName,
            $"{domain.DnsName} has no PDC emulator that discovery could name.",
            "Bring a domain controller of the domain back; 'netdom query fsmo' shows the holder of the role.");
        var sids = await new TokenBuilder(connector).BuildAsync(request.Forest, request.Account.Dn, domain, cancellationToken).ConfigureAwait(false);
        var token = new AccessToken(Sid.Parse(request.Account.Sid), sids.Sids);
        var connection = await connector.ConnectAsync(pdc.HostName, cancellationToken).ConfigureAwait(false);
        var scanned = connection;
        try
        {
            scanned = await ConnectForScanAsync(connector, connection, domain, pdc, request.Connect, cancellationToken).ConfigureAwait(false);
            var view = await DomainView.ReadAsync(connection, request.Forest, domain, cancellationToken).ConfigureAwait(false);
            var reader = new ScopeReader(connection, pdc.HostName, domain, request.Settings.Profile, request.AccountName, token, sids.Gaps, view.Reader);
            var protectedDacls = new ProtectedDacls(view.ProtectedContainers);
            var readings = await reader.ReadAsync(scopes, areNamed: request.Settings.Scopes.Count > 0, protectedDacls.Names, cancellationToken).ConfigureAwait(false);
            var ages = await PasswordAges.ReadAsync(connection, domain, cancellationToken).ConfigureAwait(false);
            var privileges = await DomainPrivileges.ReadAsync(
                connector, connection, request.Forest, domain, token, protectedDacls, view, sids.Gaps, withBlastRadius, request.Settings.TierZero, bySid: scanned != connection, cancellationToken).ConfigureAwait(false);
            return new DomainAssessment(connection, scanned, pdc.HostName, domain, reader, privileges, ages, readings);
        }
        catch
        {
            await CloseAsync(connection, scanned).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How many objects recompute their permissions when the target is written; 0 when nothing that is inherited changes.</summary>
    public async Task<long> CountBelowAsync(PlannedTarget target, CancellationToken cancellationToken) =>
        target.Aces.All(ace => ace.ObjectClass == WritebackClasses.DomainDns)
            ? 0
            : await _reader.CountBelowAsync(target.Dn, cancellationToken).ConfigureAwait(false);

    public Task ScanAsync(
        PermissionProfile profile, ScanContext about, CoverageTally coverage, BlastRadiusTally? blastRadius, Action<UserCoverage>? onUser, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> scopes = [.. Readings.Where(reading => reading.IsRequested).Select(reading => reading.Assessment.Dn)];
        return new DomainUserScan(scopes, profile, _privileges, _ages, about, coverage, blastRadius).RunAsync(_scanned, _domain.Dn, onUser, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _privileges.DisposeAsync().ConfigureAwait(false);
        await CloseAsync(_connection, _scanned).ConfigureAwait(false);
    }

    private static async Task<IDirectoryConnection> ConnectForScanAsync(
        IDirectoryConnector connector,
        IDirectoryConnection toPdc,
        DirectoryDomain domain,
        DomainController pdc,
        ConnectReading? connect,
        CancellationToken cancellationToken)
    {
        var hosts = RequiredControllers.UsedBy(connect, domain).Select(controller => controller.HostName).TakeWhile(host => host != pdc.HostName).ToList();
        if (hosts.Count == 0)
        {
            return toPdc;
        }

        try
        {
            return await FirstAnswer.ConnectAsync(connector, hosts, [], cancellationToken).ConfigureAwait(false) ?? toPdc;
        }
        catch (DirectoryException exception) when (!exception.ConcernsTheIdentity())
        {
            return toPdc;
        }
    }

    private static async Task CloseAsync(IDirectoryConnection connection, IDirectoryConnection scanned)
    {
        if (scanned != connection)
        {
            await scanned.DisposeAsync().ConfigureAwait(false);
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
