using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.PasswordPolicy;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>Which minimum password age holds for a user of a domain: that of its password settings object, else the domain's.</summary>
internal sealed class PasswordAges
{
    private readonly TimeSpan? _domain;
    private readonly Dictionary<string, TimeSpan> _fineGrained;

    private PasswordAges(TimeSpan? domain, IReadOnlyList<FineGrainedPolicy> fineGrained)
    {
        _domain = domain;
        _fineGrained = fineGrained.GroupBy(policy => policy.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().MinimumAge, StringComparer.OrdinalIgnoreCase);
        IsFineGrained = fineGrained.Any(policy => policy.AppliesTo > 0);
    }

    /// <summary>Whether somebody is known to have a password settings object, so that each user's has to be asked for.</summary>
    public bool IsFineGrained { get; }

    /// <summary>Reads them. What is not shown is unknown, which never stops a scan.</summary>
    public static async Task<PasswordAges> ReadAsync(IDirectoryConnection connection, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        var head = await connection.ReadAsync(domain.Dn, cancellationToken, "minPwdAge").ConfigureAwait(false);
        Reading<IReadOnlyList<FineGrainedPolicy>> fineGrained = await FineGrainedPolicyReader.ReadAsync(connection, domain, cancellationToken).ConfigureAwait(false);
        return new PasswordAges(head.GetInteger("minPwdAge") is { } age ? PolicyInterval.Parse(age) : null, fineGrained.IsKnown ? fineGrained.Value : []);
    }

    /// <summary>The age that holds for a user; null where it is not known.</summary>
    public TimeSpan? Of(ScannedUser user) => user.PasswordSettings is { } settings
        ? _fineGrained.TryGetValue(DistinguishedName.FirstValue(settings), out var age) ? age : null
        : _domain;
}
