using System.Collections.Concurrent;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>
/// Whether the domain controllers hold the same version of a descriptor. nTSecurityDescriptor replicates as one value and the
/// last writer wins: a write on top of a change that is still on its way would lose that change.
/// </summary>
/// <param name="connector">Opens the connections.</param>
/// <param name="forest">The forest.</param>
/// <param name="required">Host names that must agree as far as they can be asked.</param>
internal sealed class DescriptorAgreement(IDirectoryConnector connector, DirectoryForest forest, IReadOnlyList<string> required)
{
    private readonly ConcurrentDictionary<string, string> _notAsked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Those that were passed over, as a sentence that begins with a space; empty when all were asked. The confirmation waits for them,
    /// and nothing is switched on before they have confirmed or a person released them.
    /// </summary>
    public string PassedOver => _notAsked.OrderBy(host => host.Key, StringComparer.OrdinalIgnoreCase).ToList() switch
    {
        [] => string.Empty,
        [var only] => $" Not asked before the write: {only.Value}",
        [var first, ..] all => $" {all.Count} domain controllers could not be asked before the write, first: {first.Value}",
    };

    /// <summary>The first disagreement as a sentence; null when all that can be asked agree.</summary>
    public async Task<string?> FindDisagreementAsync(string domain, string written, DescriptorReading onWritten, CancellationToken cancellationToken)
    {
        var others = forest.Domains
            .Where(candidate => candidate.DnsName.Equals(domain, StringComparison.OrdinalIgnoreCase))
            .SelectMany(candidate => candidate.Controllers)
            .Where(controller => !controller.IsReadOnly && required.Contains(controller.HostName, StringComparer.OrdinalIgnoreCase))
            .Select(controller => controller.HostName)
            .Where(host => !host.Equals(written, StringComparison.OrdinalIgnoreCase) && !_notAsked.ContainsKey(host));
        var findings = await Task.WhenAll(others.Select(host => CompareAsync(host, written, onWritten, cancellationToken))).ConfigureAwait(false);
        return findings.FirstOrDefault(finding => finding is not null);
    }

    private async Task<string?> CompareAsync(string host, string written, DescriptorReading onWritten, CancellationToken cancellationToken)
    {
        if (await ConnectAsync(host, cancellationToken).ConfigureAwait(false) is not { } connection)
        {
            return null;
        }

        await using (connection.ConfigureAwait(false))
        {
            try
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
            catch (DirectoryException exception) when (exception.IsSilence)
            {
                _notAsked[host] = exception.Message;
                return null;
            }
            catch (DirectoryException exception) when (exception.Fault is DirectoryFault.NoSuchObject)
            {
                return $"{host} does not know {onWritten.Dn} yet.";
            }
            catch (DirectoryException exception)
            {
                return $"Whether {host} holds the same permissions of {onWritten.Dn} as {written} cannot be seen: {exception.Message} {exception.Remedy}";
            }
        }
    }

    // Who cannot be asked, for whatever reason, keeps nothing back: whoever can forge a bad certificate can as well cut the line. Asked
    // once, also because refused credentials that are tried again lock the account.
    private async Task<IDirectoryConnection?> ConnectAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await connector.ConnectAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (DirectoryException exception)
        {
            _notAsked[host] = exception.IsSilence ? exception.Message : $"{exception.Message} {exception.Remedy}";
            return null;
        }
    }
}
