using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>One domain under assessment: its connection, the account's token there, its scopes, and the scan of its users.</summary>
internal sealed class DomainAssessment : IAsyncDisposable
{
    private readonly IDirectoryConnection _connection;
    private readonly DirectoryDomain _domain;
    private readonly ScopeReader _reader;
    private readonly DomainPrivileges _privileges;

    private DomainAssessment(
        IDirectoryConnection connection, string server, DirectoryDomain domain, ScopeReader reader, DomainPrivileges privileges, IReadOnlyList<ScopeReading> readings)
    {
        _connection = connection;
        _domain = domain;
        _reader = reader;
        _privileges = privileges;
        Server = server;
        Readings = readings;
    }

    public string DnsName => _domain.DnsName;

    /// <summary>The PDC emulator: plans are made on what it holds, because it is what is written to.</summary>
    public string Server { get; }

    public AccessToken Token => _privileges.Token;

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
        try
        {
            var reader = new ScopeReader(connection, pdc.HostName, domain, request.Settings.Profile, request.AccountName, token, sids.Gaps);
            var protectedDacls = await ProtectedDacls.ReadAsync(connection, domain.Dn, cancellationToken).ConfigureAwait(false);
            var readings = await reader.ReadAsync(scopes, protectedDacls.Names, cancellationToken).ConfigureAwait(false);
            var privileges = await DomainPrivileges.ReadAsync(
                connector, connection, request.Forest, domain, token, protectedDacls, withBlastRadius, request.Settings.TierZero, cancellationToken).ConfigureAwait(false);
            return new DomainAssessment(connection, pdc.HostName, domain, reader, privileges, readings);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How many objects recompute their permissions when the target is written; 0 when nothing that is inherited changes.</summary>
    public async Task<long> CountBelowAsync(PlannedTarget target, CancellationToken cancellationToken) =>
        target.Aces.All(ace => ace.ObjectClass == WritebackClasses.DomainDns)
            ? 0
            : await _reader.CountBelowAsync(target.Dn, cancellationToken).ConfigureAwait(false);

    public Task ScanAsync(
        PermissionProfile profile, CoverageTally coverage, BlastRadiusTally? blastRadius, Action<UserCoverage>? onUser, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> scopes = [.. Readings.Where(reading => reading.IsRequested).Select(reading => reading.Assessment.Dn)];
        return new DomainUserScan(scopes, profile, _privileges, coverage, blastRadius).RunAsync(_connection, _domain.Dn, onUser, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _privileges.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}
