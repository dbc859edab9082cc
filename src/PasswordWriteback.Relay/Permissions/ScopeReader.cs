using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>Reads the scopes of one domain from its PDC emulator and assesses the rights of the profile on each.</summary>
/// <param name="connection">A connection to the PDC emulator.</param>
/// <param name="server">Its host name in the topology.</param>
/// <param name="domain">The domain.</param>
/// <param name="profile">The rights to look for.</param>
/// <param name="account">The connector account, as <c>DOMAIN\name</c>.</param>
/// <param name="token">What it shows there.</param>
/// <param name="gaps">What could not be read of the token: with gaps, a right that is not found is not known to be missing.</param>
/// <param name="reader">Who reads, as <c>DOMAIN\name</c>.</param>
internal sealed class ScopeReader(
    IDirectoryConnection connection,
    string server,
    DirectoryDomain domain,
    PermissionProfile profile,
    string account,
    AccessToken token,
    IReadOnlyList<string> gaps,
    string reader)
{
    private readonly ChangePasswordSampler _users = new(connection, token);

    /// <summary>Reads the requested scopes, and the head of the domain for the rights that live there.</summary>
    /// <param name="scopes">Distinguished names of the requested scopes.</param>
    /// <param name="areNamed">Whether a person named them: then one that is not found ends the work. Else its rights are not known.</param>
    /// <param name="protectedDacls">Containers whose DACL inherits nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryException">A scope that was named is not found, or the server does not answer.</exception>
    public async Task<IReadOnlyList<ScopeReading>> ReadAsync(
        IReadOnlyList<string> scopes, bool areNamed, IReadOnlySet<string> protectedDacls, CancellationToken cancellationToken)
    {
        var readings = new List<ScopeReading>();
        foreach (var scope in scopes)
        {
            try
            {
                readings.Add(await ReadAsync(scope, isRequested: true, scopes, protectedDacls, cancellationToken).ConfigureAwait(false));
            }
            catch (DirectoryException absent) when (absent.Fault == DirectoryFault.NoSuchObject)
            {
                readings.Add(areNamed ? throw NotFound(scope, absent) : NotFound(scope, absent.Message));
            }
        }

        if (profile.Rights.Any(right => right.OnDomainHead) && !readings.Exists(reading => reading.Assessment.IsDomainHead))
        {
            readings.Add(await ReadAsync(domain.Dn, isRequested: false, scopes, protectedDacls, cancellationToken).ConfigureAwait(false));
        }

        return readings;
    }

    /// <summary>Counts the objects that will recompute their inherited permissions.</summary>
    public async Task<long> CountBelowAsync(string dn, CancellationToken cancellationToken)
    {
        var count = -1L;
        var search = new DirectorySearch(dn, SearchDepth.Subtree, "(objectClass=*)", ["objectClass"]);
        await foreach (var _ in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            count++;
        }

        return Math.Max(0, count);
    }

    private async Task<ScopeReading> ReadAsync(
        string scope, bool isRequested, IReadOnlyList<string> scopes, IReadOnlySet<string> protectedDacls, CancellationToken cancellationToken)
    {
        var (dn, objectClass, reading) = await DescriptorReading.TryReadAsync(connection, scope, cancellationToken).ConfigureAwait(false);
        var isHead = DistinguishedName.Same(dn, domain.Dn);
        ProfileRight[] wanted = [.. profile.Rights.Where(right => right.OnDomainHead ? isHead : isRequested)];
        var rights = reading is null
            ? [.. wanted.Select(right => RightsAssessor.Unreadable(right, $"{server} does not show the security descriptor of {dn} {Visibility.Unreadable.Words("nTSecurityDescriptor", Visibility.Unreadable.ReadPermissions, reader)}."))]
            : await AssessAsync(wanted, dn, reading.Descriptor, cancellationToken).ConfigureAwait(false);

        return new ScopeReading(
            new ScopeAssessment(dn, domain.DnsName, isHead, rights),
            domain.Dn,
            objectClass,
            server,
            reading?.Descriptor,
            reading?.Stamp.Version,
            isRequested,
            isRequested ? ScopeOverlap.CoveringScope(dn, [.. scopes], protectedDacls) : null,
            ObjectsBelow: null);
    }

    private DirectoryException NotFound(string scope, DirectoryException absent) => new(
        DirectoryFault.NoSuchObject,
        server,
        $"The scope {scope} is not found. {absent.Message}",
        "Correct it where it was named (--scope, or scopes in relay-policy.json), or let the relay's identity list and read it; then start again.",
        absent);

    private ScopeReading NotFound(string scope, string why) => new(
        new ScopeAssessment(
            scope,
            domain.DnsName,
            IsDomainHead: false,
            [.. profile.Rights.Where(right => !right.OnDomainHead).Select(right => RightsAssessor.Unreadable(right, $"Entra Connect synchronizes it, and it is not found. {why}"))]),
        domain.Dn,
        string.Empty,
        server,
        Descriptor: null,
        Version: null,
        IsRequested: true,
        CoveredBy: null,
        ObjectsBelow: null);

    private async Task<List<RightAssessment>> AssessAsync(
        ProfileRight[] rights, string dn, SecurityDescriptor descriptor, CancellationToken cancellationToken)
    {
        var onScope = RightsAssessor.Assess(rights, descriptor, token, Name);
        var assessments = new List<RightAssessment>();
        foreach (var (right, assessment) in rights.Zip(onScope))
        {
            assessments.Add(await CompleteAsync(right, assessment, dn, descriptor, cancellationToken).ConfigureAwait(false));
        }

        return assessments;
    }

    /// <summary>What the scope's own DACL cannot say: Change Password of real users, and SIDs of the account that are not known.</summary>
    private async Task<RightAssessment> CompleteAsync(
        ProfileRight right, RightAssessment onScope, string dn, SecurityDescriptor descriptor, CancellationToken cancellationToken)
    {
        var assessment = await WithUsersAsync(right, onScope, dn, UnknownGroups.None, cancellationToken).ConfigureAwait(false);
        if (gaps.Count == 0 || assessment.State == RightState.Denied)
        {
            return assessment;
        }

        if (assessment.State == RightState.Missing)
        {
            return RightsAssessor.Unreadable(right, $"no ACE for a SID that is known gives it, but not all SIDs of the account are known: {gaps[0]}");
        }

        var (seen, shown) = UnknownGroups.Denied.Of(descriptor, token);
        var worst = await WithUsersAsync(
            right, RightsAssessor.Assess(right, seen, shown, Name), dn, UnknownGroups.Denied, cancellationToken).ConfigureAwait(false);
        return worst.State is RightState.Denied or RightState.Missing
            ? RightsAssessor.Unreadable(right, $"{worst.Explanation.TrimEnd('.')}, and not all SIDs of the account are known: {gaps[0]}")
            : assessment with { Explanation = $"{assessment.Explanation.TrimEnd('.')}; judged without all SIDs of the account: {gaps[0]}" };
    }

    private async Task<RightAssessment> WithUsersAsync(
        ProfileRight right, RightAssessment onScope, string dn, UnknownGroups groups, CancellationToken cancellationToken) =>
        onScope is { State: RightState.Missing or RightState.Denied, Right: WritebackRight.ChangePassword }
            ? (await _users.ReadAsync(right.ObjectClass, dn, groups, cancellationToken).ConfigureAwait(false)).Judge(onScope)
            : onScope;

    private string? Name(Sid sid) => sid == token.Account ? account : null;
}
