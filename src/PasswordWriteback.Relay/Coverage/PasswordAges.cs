using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.PasswordPolicy;

namespace PasswordWriteback.Relay.Coverage;

/// <summary>Which minimum password age holds for a user of a domain: that of its password settings object, else the domain's.</summary>
internal sealed class PasswordAges
{
    private readonly TimeSpan? _others;
    private readonly Dictionary<string, TimeSpan> _fineGrained;

    private PasswordAges(TimeSpan? domain, Reading<IReadOnlyList<FineGrainedPolicy>> read)
    {
        // Whoever is not shown the objects is not shown on whom they are either: then the domain's age holds for nobody for certain.
        _others = read.IsKnown ? domain : null;
        var fineGrained = read.Value ?? [];
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
        var fineGrained = await FineGrainedPolicyReader.ReadAsync(connection, domain, cancellationToken).ConfigureAwait(false);
        return new PasswordAges(head.GetInteger("minPwdAge") is { } age ? PolicyInterval.Parse(age) : null, fineGrained);
    }

    /// <summary>The age that holds for a user; null where it is not known.</summary>
    public TimeSpan? Of(ScannedUser user) => user.PasswordSettings is { } settings
        ? _fineGrained.TryGetValue(DistinguishedName.FirstValue(settings), out var age) ? age : null
        : _others;
}
