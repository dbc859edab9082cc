using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.GroupPolicy;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.PasswordPolicy;

/// <summary>
/// Reads the password policy from the heads of the domains: domain controllers enforce what stands there, whatever a Group
/// Policy says; the PDC emulator, which copies the winning Group Policy there, is asked first.
/// </summary>
/// <param name="connector">Opens the connections.</param>
/// <param name="sysvol">Files of Group Policies; null: the share on Windows, nothing elsewhere.</param>
public sealed class PasswordPolicyReader(IDirectoryConnector connector, SysvolFolder? sysvol = null)
{
    private const int Complex = 1;
    private readonly HeadGroupPolicyReader _groupPolicies = new(connector, sysvol ?? new SysvolFolder(folder: null, OperatingSystem.IsWindows()));

    /// <summary>The policy of every domain of the forest. Of a domain that does not answer or does not show it, why it is not known.</summary>
    public async Task<IReadOnlyList<DomainPasswordPolicy>> ReadAsync(DirectoryForest forest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        var policies = new List<DomainPasswordPolicy>();
        foreach (var domain in forest.Domains)
        {
            try
            {
                var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    policies.Add(await ReadAsync(connection, forest, domain, cancellationToken).ConfigureAwait(false));
                }
            }
            catch (DirectoryException unreadable)
            {
                policies.Add(DomainPasswordPolicy.Unknown(domain.DnsName, unreadable.Message));
            }
        }

        return policies;
    }

    private async Task<DomainPasswordPolicy> ReadAsync(
        IDirectoryConnection connection, DirectoryForest forest, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        var head = await connection.ReadAsync(
            domain.Dn, cancellationToken, "minPwdAge", "maxPwdAge", "minPwdLength", "pwdHistoryLength", "pwdProperties").ConfigureAwait(false);
        return new DomainPasswordPolicy(
            domain.DnsName,
            PolicyInterval.Parse(Required("minPwdAge")),
            PolicyInterval.ParseMaximum(Required("maxPwdAge")),
            (int)Required("minPwdLength"),
            (int)Required("pwdHistoryLength"),
            (Required("pwdProperties") & Complex) != 0,
            await FineGrainedPolicyReader.ReadAsync(connection, domain, cancellationToken).ConfigureAwait(false),
            await _groupPolicies.ReadAsync(connection, forest, domain, cancellationToken).ConfigureAwait(false));

        long Required(string attribute) => head.GetInteger(attribute) ?? throw new DirectoryException(
            DirectoryFault.AccessDenied,
            connection.Server,
            $"{connection.Server} does not show {attribute} of {domain.Dn} to this identity, which needs Read Domain Password & Lockout Policies on the head of the domain.",
            "Give the identity Read Domain Password & Lockout Policies on the head of the domain.");
    }
}
