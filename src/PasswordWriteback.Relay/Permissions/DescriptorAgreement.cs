using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>
/// Whether the domain controllers hold the same version of a descriptor. nTSecurityDescriptor replicates as one value and the
/// last writer wins: a write on top of a change that is still on its way would lose that change.
/// </summary>
/// <param name="connector">Opens the connections.</param>
/// <param name="forest">The forest.</param>
/// <param name="required">Host names that must agree as far as they answer.</param>
internal sealed class DescriptorAgreement(IDirectoryConnector connector, DirectoryForest forest, IReadOnlyList<string> required)
{
    /// <summary>The first disagreement as a sentence; null when all that answer agree.</summary>
    public async Task<string?> FindDisagreementAsync(string domain, string written, DescriptorReading onWritten, CancellationToken cancellationToken)
    {
        var others = forest.Domains
            .Where(candidate => candidate.DnsName.Equals(domain, StringComparison.OrdinalIgnoreCase))
            .SelectMany(candidate => candidate.Controllers)
            .Where(controller => !controller.IsReadOnly && required.Contains(controller.HostName, StringComparer.OrdinalIgnoreCase))
            .Select(controller => controller.HostName)
            .Where(host => !host.Equals(written, StringComparison.OrdinalIgnoreCase));
        var findings = await Task.WhenAll(others.Select(host => CompareAsync(host, written, onWritten, cancellationToken))).ConfigureAwait(false);
        return findings.FirstOrDefault(finding => finding is not null);
    }

    private async Task<string?> CompareAsync(string host, string written, DescriptorReading onWritten, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await connector.ConnectAsync(host, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var there = await DescriptorReading.ReadAsync(connection, onWritten.Dn, cancellationToken).ConfigureAwait(false);
                var same = there.Stamp.Version == onWritten.Stamp.Version
                    && there.Stamp.InvocationId == onWritten.Stamp.InvocationId
                    && there.Stamp.OriginatingUsn == onWritten.Stamp.OriginatingUsn;
                return same
                    ? null
                    : $"{host} holds version {there.Stamp.Version} of the permissions of {onWritten.Dn}, {written} version {onWritten.Stamp.Version}"
                      + $" (last written {there.Stamp.At:u} and {onWritten.Stamp.At:u}): a change is on its way.";
            }
        }
        catch (DirectoryException exception) when (exception.Fault is DirectoryFault.UnknownHost or DirectoryFault.Unreachable or DirectoryFault.Timeout)
        {
            return null;
        }
        catch (DirectoryException exception) when (exception.Fault is DirectoryFault.NoSuchObject)
        {
            return $"{host} does not know {onWritten.Dn} yet.";
        }
    }
}
