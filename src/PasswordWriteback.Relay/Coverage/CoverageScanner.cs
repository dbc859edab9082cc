using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>What the scan says about one user.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="Enabled">Whether the account is enabled.</param>
/// <param name="Reason">Whether it can be written back, or why not.</param>
/// <param name="Where">The object or ACE that causes it; empty when it is the user itself.</param>
public sealed record UserCoverage(string Dn, bool Enabled, CoverageReason Reason, string Where);

/// <summary>Says who can be written back: reads every user of the scopes' domains from one domain controller each, in constant memory.</summary>
public sealed class CoverageScanner(IDirectoryConnector connector, TimeProvider time)
{
    /// <summary>Scans the domains that hold a scope.</summary>
    /// <param name="request">What to scan; the same as for an assessment.</param>
    /// <param name="onUser">Called for every user in scope; null when only the summary is wanted.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="DirectoryException">A domain controller could not be read, or a named scope does not exist.</exception>
    public async Task<CoverageSummary> ScanAsync(AssessmentRequest request, Action<UserCoverage>? onUser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var at = time.GetUtcNow();
        var tally = new CoverageTally();
        var scopes = new List<ScopeAssessment>();
        var servers = new List<string>();
        foreach (var (domain, named) in ScopeSelection.Select(request))
        {
            var assessment = await DomainAssessment.ReadAsync(
                connector, request, domain, named, withBlastRadius: false, cancellationToken).ConfigureAwait(false);
            await using (assessment.ConfigureAwait(false))
            {
                await assessment.ScanAsync(request.Settings.Profile, tally, blastRadius: null, onUser, cancellationToken).ConfigureAwait(false);
                scopes.AddRange(assessment.Readings.Select(reading => reading.Assessment));
                servers.Add(assessment.ScannedServer);
            }
        }

        return tally.Summarize(scopes, servers, at);
    }
}
