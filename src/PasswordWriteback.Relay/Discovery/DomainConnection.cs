using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Opens a connection for reading to whichever controller of a domain answers.</summary>
public static class DomainConnection
{
    /// <summary>Connects to the PDC emulator, else to another writable controller, else to a read-only one.</summary>
    /// <exception cref="DirectoryException">None answers; the fault is that of the first one tried.</exception>
    public static async Task<IDirectoryConnection> ConnectToDomainAsync(
        this IDirectoryConnector connector, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(domain);
        DirectoryException? first = null;
        foreach (var controller in domain.Controllers.OrderByDescending(c => c.IsPdcEmulator).ThenBy(c => c.IsReadOnly))
        {
            try
            {
                return await connector.ConnectAsync(controller.HostName, cancellationToken).ConfigureAwait(false);
            }
            catch (DirectoryException exception) when (exception.Fault is not (DirectoryFault.Credentials or DirectoryFault.Unprotected))
            {
                first ??= exception;
            }
        }

        throw first ?? new DirectoryException(
            DirectoryFault.Unreachable,
            domain.DnsName,
            $"{domain.DnsName} has no domain controller that discovery could name.",
            "Check CN=Sites in the configuration partition, and that the identity may read it.");
    }
}
