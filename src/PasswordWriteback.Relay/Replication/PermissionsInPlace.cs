using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.Replication;

/// <summary>
/// The permissions as they stand on the PDC emulators, in the form of writes: for confirming that the other domain
/// controllers have them too when this product did not write them itself.
/// </summary>
/// <param name="connector">Opens connections.</param>
public sealed class PermissionsInPlace(IDirectoryConnector connector)
{
    /// <summary>
    /// One write per scope and per domain head: its last change of nTSecurityDescriptor, with the account's explicit ACEs as
    /// what it added. There may be none (a right can come through a group); then the arrival of the change itself counts.
    /// </summary>
    /// <exception cref="DirectoryException">A PDC emulator does not answer, a scope does not exist, or a descriptor is not readable.</exception>
    public async Task<IReadOnlyList<WriteToConfirm>> ReadAsync(AssessmentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var account = Sid.Parse(request.Account.Sid);
        var writes = new List<WriteToConfirm>();
        foreach (var (domain, scopes) in (await ScopeSelection.SelectAsync(request, connector, cancellationToken).ConfigureAwait(false)).Domains)
        {
            var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                foreach (var dn in scopes.Append(domain.Dn).Distinct(StringComparer.OrdinalIgnoreCase))
                {
                    var reading = await DescriptorReading.ReadAsync(connection, dn, cancellationToken).ConfigureAwait(false);
                    var own = reading.Descriptor.ExplicitAces.Where(ace => ace.Sid == account);
                    writes.Add(new WriteToConfirm(
                        new DirectoryWrite(
                            reading.Dn,
                            domain.DnsName,
                            connection.Server,
                            reading.Stamp.InvocationId,
                            reading.Stamp.OriginatingUsn,
                            reading.Stamp.Version,
                            [.. own.Select(ace => SddlFormatter.Format(ace))],
                            [],
                            reading.Stamp.At),
                        ForeignAces: []));
                }
            }
        }

        return writes;
    }
}
