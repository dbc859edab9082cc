using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.PasswordPolicy;

/// <summary>
/// Reads the password policy from the heads of the domains: domain controllers enforce what stands there, whatever a Group
/// Policy says; the PDC emulator, which copies the winning Group Policy there, is asked first.
/// </summary>
public sealed class PasswordPolicyReader(IDirectoryConnector connector)
{
    private const int Complex = 1;

    /// <summary>The policy of every domain of the forest.</summary>
    /// <exception cref="DirectoryException">A domain does not answer, or its policy cannot be read.</exception>
    public async Task<IReadOnlyList<DomainPasswordPolicy>> ReadAsync(DirectoryForest forest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        var policies = new List<DomainPasswordPolicy>();
        foreach (var domain in forest.Domains)
        {
            var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                policies.Add(await ReadAsync(connection, domain, cancellationToken).ConfigureAwait(false));
            }
        }

        return policies;
    }

    private static async Task<DomainPasswordPolicy> ReadAsync(
        IDirectoryConnection connection, DirectoryDomain domain, CancellationToken cancellationToken)
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
            await FineGrainedPolicyReader.ReadAsync(connection, domain, cancellationToken).ConfigureAwait(false));

        long Required(string attribute) => head.GetInteger(attribute) ?? throw new DirectoryException(
            DirectoryFault.AccessDenied,
            connection.Server,
            $"{connection.Server} does not show {attribute} of {domain.Dn} to this identity.",
            "Give the identity Read Domain Password & Lockout Policies on the head of the domain.");
    }
}
