using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>
/// Says of containers that Entra Connect synchronizes whether they surely hold nobody whom it would synchronize as a user. At most two
/// searches of one page each per container that exists, however much is in it. Whoever is not found counts as absent only where the identity may
/// list everything below (MS-ADTS 5.1.3.3.6) and nothing there hides what it is.
/// </summary>
/// <param name="connection">A connection to a domain controller of the domain.</param>
/// <param name="domain">The domain.</param>
/// <param name="token">Whom the connection is for; null where the server does not say: then nothing is sure.</param>
/// <param name="excluded">Distinguished names below the containers that Entra Connect leaves out.</param>
internal sealed class ContainerContents(IDirectoryConnection connection, DirectoryDomain domain, AccessToken? token, IReadOnlyList<string> excluded)
{
    private const int Page = 1000;

    /// <summary>Containers, and objects that do not show their class or that they are an account.</summary>
    private const string InTheWay = $"(|(!(objectCategory=*))(&(objectClass=user)(!(sAMAccountType=*))){DomainView.Containers})";

    private bool _isSilent;

    /// <summary>Why nobody is in a container, as a sentence. Null where somebody is, and where it is not known: it cannot be read, or may hide somebody.</summary>
    public async Task<string?> WhyNobodyAsync(string container, CancellationToken cancellationToken)
    {
        // A server that let one search wait in vain is not made to do so once for every container.
        if (_isSilent || token is null)
        {
            return null;
        }

        try
        {
            return await IsEmptyAsync(container, cancellationToken).ConfigureAwait(false) switch
            {
                true => $"It holds no user that Entra Connect would synchronize, says {connection.Server}.",
                null when await Absence.IsProvenAsync(connection, container, cancellationToken).ConfigureAwait(false) =>
                    $"It does not exist any more, says {connection.Server}: take it out of Entra Connect's domain and OU filtering.",
                _ => null,
            };
        }
        catch (DirectoryException unread)
        {
            _isSilent = unread.Fault is DirectoryFault.Timeout or DirectoryFault.Unreachable;
            return null;
        }
    }

    /// <summary>Null where it is not found.</summary>
    private async Task<bool?> IsEmptyAsync(string container, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> apart = [.. excluded.Where(other => !DistinguishedName.Same(other, container) && DistinguishedName.IsAtOrBelow(other, container))];
        try
        {
            return !await HoldsUsersAsync(container, apart, cancellationToken).ConfigureAwait(false)
                && await IsInViewAsync(container, apart, cancellationToken).ConfigureAwait(false);
        }
        catch (DirectoryException absent) when (absent.Fault == DirectoryFault.NoSuchObject)
        {
            return null;
        }
    }

    private async Task<bool> HoldsUsersAsync(string container, IReadOnlyList<string> apart, CancellationToken cancellationToken)
    {
        var search = ScannedUser.SearchSynchronizable(container) with { PageSize = apart.Count == 0 ? 1 : Page };
        var read = 0;
        await foreach (var user in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            read++;
            if (read == search.PageSize || !IsBelow(user.Dn, apart))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsInViewAsync(string container, IReadOnlyList<string> apart, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> elsewhere = [.. apart, .. HiddenObjects.WithoutAccounts(domain.Dn)];
        var search = new DirectorySearch(container, SearchDepth.Subtree, InTheWay, ["objectCategory", "objectClass", "nTSecurityDescriptor"]) { PageSize = Page };
        var read = 0;
        var isItselfInView = false;
        await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            read++;
            if (read == Page || !(IsBelow(entry.Dn, elsewhere) || IsOpen(entry)))
            {
                return false;
            }

            isItselfInView |= DistinguishedName.Same(entry.Dn, container);
        }

        return isItselfInView;
    }

    private bool IsOpen(DirectoryEntry entry) =>
        entry.GetBytes("objectCategory") is not null
        && !entry.GetStrings("objectClass").Contains("user", StringComparer.OrdinalIgnoreCase)
        && ClosedContainers.IsOpen(entry.GetBytes("nTSecurityDescriptor"), token!);

    private static bool IsBelow(string dn, IReadOnlyList<string> places) => places.Any(place => DistinguishedName.IsAtOrBelow(dn, place));
}
