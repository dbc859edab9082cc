using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>What the scan says about one user.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="Enabled">Whether the account is enabled.</param>
/// <param name="Reason">Whether it can be written back, or why not.</param>
/// <param name="Where">The object or ACE that causes it; empty when it is the user itself.</param>
public sealed record UserCoverage(string Dn, bool Enabled, CoverageReason Reason, string Where)
{
    /// <summary>Which operations reach it.</summary>
    public required UserOperations Operations { get; init; }

    /// <summary>The domain controller that was read.</summary>
    public required string Server { get; init; }

    /// <summary>When the scan began.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Says who can be written back: reads every user of the scopes' domains from one domain controller each, in constant memory.</summary>
public sealed class CoverageScanner(IDirectoryConnector connector, TimeProvider time)
{
    /// <summary>The tenant's users by SID, to be joined; null: they are not asked for.</summary>
    public IReadOnlyDictionary<Sid, TenantUser>? Tenant { get; init; }

    /// <summary>Entra Connect's containers, to be counted in; null: those of the request's <see cref="AssessmentRequest.Connect"/>.</summary>
    public Reading<SynchronizedContainers>? Containers { get; init; }

    /// <summary>Called for every user that was read, in scope or not; null when nobody listens.</summary>
    public Action? OnRead { get; init; }

    /// <summary>Called for every domain when its users are asked for, after all that they are judged by was read; null when nobody listens.</summary>
    public Action? OnScan { get; init; }

    /// <summary>Counts the users that a scan would read: costs the servers a fraction of it.</summary>
    /// <param name="request">What to scan.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryException">A domain controller could not be read.</exception>
    public async Task<long> CountAsync(AssessmentRequest request, CancellationToken cancellationToken)
    {
        var users = 0L;
        foreach (var (domain, _) in (await ScopeSelection.SelectAsync(request, connector, cancellationToken).ConfigureAwait(false)).Domains)
        {
            var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await foreach (var user in connection.SearchAsync(ScannedUser.SearchNames(domain.Dn), cancellationToken).ConfigureAwait(false))
                {
                    users++;
                }
            }
        }

        return users;
    }

    /// <summary>Scans the domains that hold a scope.</summary>
    /// <param name="request">What to scan; the same as for an assessment.</param>
    /// <param name="onUser">Called for every user in scope; null when only the summary is wanted.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="DirectoryException">A domain controller could not be read, or a named scope does not exist.</exception>
    public async Task<CoverageSummary> ScanAsync(AssessmentRequest request, Action<UserCoverage>? onUser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var at = time.GetUtcNow();
        var about = new ScanContext(at, Containers ?? SynchronizedContainers.Of(request.Connect, request.Forest.RootDnsName), Tenant) { OnRead = OnRead };
        var tally = new CoverageTally(about.NewDenominators());
        var scopes = new List<ScopeAssessment>();
        var servers = new List<string>();
        foreach (var (domain, named) in (await ScopeSelection.SelectAsync(request, connector, cancellationToken).ConfigureAwait(false)).Domains)
        {
            var assessment = await DomainAssessment.ReadAsync(
                connector, request, domain, named, withBlastRadius: false, cancellationToken).ConfigureAwait(false);
            await using (assessment.ConfigureAwait(false))
            {
                OnScan?.Invoke();
                await assessment.ScanAsync(request.Settings.Profile, about, tally, blastRadius: null, onUser, cancellationToken).ConfigureAwait(false);
                scopes.AddRange(assessment.Readings.Select(reading => reading.Assessment));
                servers.Add(assessment.ScannedServer);
            }
        }

        return tally.Summarize(scopes, servers, at);
    }
}
