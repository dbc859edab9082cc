using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.EntraConnect;

namespace PasswordWriteback.Demo;

/// <summary>The forest that <c>--forest</c> names.</summary>
internal static class RealForest
{
    /// <summary>The connector that the options describe.</summary>
    /// <exception cref="InvalidDataException">The password file is missing or empty.</exception>
    public static LdapDirectoryConnector Connector(DemoOptions options) => new(new LdapOptions
    {
        Servers = options.Forest,
        CaFile = options.CaFile?.FullName,
        Identity = options.User is null ? LdapIdentity.Own : LdapIdentity.User(options.User, Password(options)),
    });

    /// <summary>A simulated Entra Connect server that stands beside the real forest and names its real connector account.</summary>
    /// <exception cref="DirectoryException">The domain controller does not answer.</exception>
    /// <exception cref="InvalidDataException">The connector account is not known.</exception>
    public static async Task<ConnectServerOptions> DescribeAsync(
        IDirectoryConnector connector, DemoOptions options, Guid tenantId, CancellationToken cancellationToken)
    {
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(cancellationToken).ConfigureAwait(false)).Forest;
        var account = await new ConnectorAccountFinder(connector)
            .FindAsync(forest, new ConnectorAccountHint(options.Account), cancellationToken).ConfigureAwait(false);
        if (!account.IsKnown)
        {
            throw new InvalidDataException($"{account.UnknownReason} Name the connector account with --account.");
        }

        var domain = forest.Domains.First(candidate => candidate.DnsName.Equals(account.Value.Domain, StringComparison.OrdinalIgnoreCase));
        return new ConnectServerOptions
        {
            Forest = forest.RootDnsName,
            Account = $@"{domain.NetBiosName}\{account.Value.SamAccountName}",
            Containers = options.Scopes,
            ServerName = "SIMULATED-CONNECT",
            TenantId = tenantId,
        };
    }

    private static string Password(DemoOptions options)
    {
        if (options.PasswordFile is not { Exists: true } file)
        {
            throw new InvalidDataException($"--user needs --password-file with the password of {options.User}; there is no such file.");
        }

        var password = File.ReadAllText(file.FullName).TrimEnd('\r', '\n');
        return password.Length > 0 ? password : throw new InvalidDataException($"{file.FullName} is empty.");
    }
}
