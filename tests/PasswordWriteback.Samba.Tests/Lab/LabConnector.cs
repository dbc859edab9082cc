using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>Reaches the lab's domain controllers by address: their certificates carry it, and their names resolve in the lab only.</summary>
internal sealed class LabConnector(LabEnvironment environment, LdapOptions options) : IDirectoryConnector
{
    private readonly LdapDirectoryConnector _connector = new(options);

    public Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken) => _connector.ConnectAsync(
        environment.Dcs.FirstOrDefault(dc => string.Equals(dc.Host, hostName, StringComparison.OrdinalIgnoreCase))?.Address ?? hostName, cancellationToken);

    public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => _connector.LocateAsync(cancellationToken);
}
