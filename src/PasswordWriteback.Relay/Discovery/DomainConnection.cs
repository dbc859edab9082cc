using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>Opens a connection for reading to whichever controller of a domain answers.</summary>
public static class DomainConnection
{
    /// <summary>Connects to the PDC emulator; when it does not answer soon, to another writable controller, at last to a read-only one.</summary>
    /// <exception cref="DirectoryException">None answers; the fault is that of the first one tried.</exception>
    public static async Task<IDirectoryConnection> ConnectToDomainAsync(
        this IDirectoryConnector connector, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(domain);
        var hosts = domain.Controllers
            .OrderByDescending(controller => controller.IsPdcEmulator)
            .ThenBy(controller => controller.IsReadOnly)
            .Select(controller => controller.HostName);
        return await AnswerAsync(connector, domain, hosts, cancellationToken).ConfigureAwait(false)
            ?? throw new DirectoryException(
                DirectoryFault.Unreachable,
                domain.DnsName,
                $"{domain.DnsName} has no domain controller that discovery could name.",
                "Check CN=Sites in the configuration partition, and that the identity may read it.");
    }

    /// <summary>Whether the fault is of the identity, not of the server: it is the same everywhere, and asking on could lock the account.</summary>
    internal static bool ConcernsTheIdentity(this DirectoryException exception) =>
        exception.Fault is DirectoryFault.Credentials or DirectoryFault.Unprotected;

    private static async Task<IDirectoryConnection?> AnswerAsync(
        IDirectoryConnector connector, DirectoryDomain domain, IEnumerable<string> hosts, CancellationToken cancellationToken)
    {
        try
        {
            return await FirstAnswer.ConnectAsync(connector, hosts, [], cancellationToken).ConfigureAwait(false);
        }
        catch (DirectoryException exception) when (!exception.ConcernsTheIdentity())
        {
            throw new DirectoryException(
                exception.Fault, exception.Server, $"No domain controller of {domain.DnsName} can be used: {exception.Message}", exception.Remedy, exception);
        }
    }
}
