using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// Finds the account that Entra Connect writes with, and the witnesses for it. What an administrator or Entra Connect names
/// comes first; without either, one account must carry Connect's name or description. Contradictions refuse; a missing witness does not.
/// </summary>
/// <param name="connector">Opens the connections.</param>
public sealed class ConnectorAccountFinder(IDirectoryConnector connector)
{
    private static readonly RequestedRight ReadDescription =
        RequestedRight.Read(AttributeGuids.Description, PropertySets.GeneralInformation, SchemaGuids.User);

    /// <summary>Finds the account. Unknown, with the reason, when none is found, several are, witnesses contradict, or the account is an administrator.</summary>
    /// <exception cref="DirectoryException">
    /// The domain of the account does not answer; or a name without a domain was given and not every domain answers.
    /// Without a name, a domain that does not answer leaves the account unknown.
    /// </exception>
    public async Task<Reading<ConnectorAccount>> FindAsync(
        DirectoryForest forest, ConnectorAccountHint hint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(hint);
        var named = await NamedAsync(forest, hint.Named, cancellationToken).ConfigureAwait(false);
        var connects = await NamedAsync(forest, hint.EntraConnect, cancellationToken).ConfigureAwait(false);
        if ((named ?? connects) is not { } reading)
        {
            reading = await SearchAsync(forest, cancellationToken).ConfigureAwait(false);
        }

        if (!reading.IsKnown)
        {
            return Reading.Unknown<ConnectorAccount>(reading.UnknownReason);
        }

        if (named is { IsKnown: true } && connects is { IsKnown: true } && named.Value.Sid != connects.Value.Sid)
        {
            return Reading.Unknown<ConnectorAccount>(
                $"{named.Value.LogonName} was named, but Entra Connect uses {connects.Value.LogonName}: name that one, or none.");
        }

        return await DescribeAsync(forest, reading.Value, named is not null, connects is { IsKnown: true }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Reading<FoundAccount>?> NamedAsync(DirectoryForest forest, string? name, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return null;
        }

        var found = await AccountLookup.NamedAsync(connector, forest, name, cancellationToken).ConfigureAwait(false);
        return found.Count switch
        {
            0 => Reading.Unknown<FoundAccount>($"No user account '{name}' was found in {string.Join(", ", forest.Domains.Select(domain => domain.DnsName))}."),
            1 => Reading.Known(found[0]),
            _ => Reading.Unknown<FoundAccount>($"Several accounts are called '{name}': {string.Join(", ", found.Select(account => account.LogonName))}. Name one as DOMAIN\\name."),
        };
    }

    private async Task<Reading<FoundAccount>> SearchAsync(DirectoryForest forest, CancellationToken cancellationToken)
    {
        var candidates = new List<(FoundAccount Account, bool Holds)>();
        var unread = new List<string>();
        foreach (var domain in forest.Domains)
        {
            try
            {
                candidates.AddRange(await CandidatesAsync(forest, domain, unread, cancellationToken).ConfigureAwait(false));
            }
            catch (DirectoryException exception) when (!exception.ConcernsTheIdentity())
            {
                unread.Add($"{domain.DnsName} could not be searched: {exception.Message}");
            }
        }

        // A hidden account could be Connect's as well: the choice is not made without it.
        return unread.Count == 0
            ? ConnectorChoice.Choose(candidates)
            : Reading.Unknown<FoundAccount>($"{string.Join(' ', unread)} Name the account as DOMAIN\\name (--account), or bring the domain back within reach.");
    }

    private async Task<IEnumerable<(FoundAccount Account, bool Holds)>> CandidatesAsync(
        DirectoryForest forest, DirectoryDomain domain, List<string> unread, CancellationToken cancellationToken)
    {
        var connection = await connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            unread.AddRange((await DomainView.ReadAsync(connection, forest, domain, cancellationToken).ConfigureAwait(false)).Gaps);
            var head = await connection.ReadDescriptorAsync(domain.Dn, cancellationToken).ConfigureAwait(false);
            var holders = ReplicationRightHolders.Named(head).ToHashSet();
            var found = await AccountLookup.CandidatesAsync(connection, domain, holders, cancellationToken).ConfigureAwait(false);
            foreach (var account in found.Where(account => account.Enabled && account.Description is null))
            {
                if (!await Absence.MayAsync(connection, account.Dn, ReadDescription, cancellationToken).ConfigureAwait(false))
                {
                    unread.Add($"{account.LogonName} shows no description {Unreadable.Words("description", Unreadable.ReadProperty, "this identity")}.");
                }
            }

            return found.Where(account => account.Enabled).Select(account => (account, holders.Contains(account.Sid)));
        }
    }

    private async Task<Reading<ConnectorAccount>> DescribeAsync(
        DirectoryForest forest, FoundAccount account, bool named, bool namedByConnect, CancellationToken cancellationToken)
    {
        var token = await new TokenBuilder(connector).BuildAsync(forest, account.Dn, account.Domain, cancellationToken).ConfigureAwait(false);
        if (Administration(forest, token) is { } group)
        {
            return Reading.Unknown<ConnectorAccount>(
                $"{account.LogonName} is {group}: an administrator is refused as connector account. Give Entra Connect an account of its own.");
        }

        var connection = await connector.ConnectToDomainAsync(account.Domain, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var description = ConnectorDescription.Parse(account.Description);
            List<ConnectorWitness> witnesses = [];
            Add(namedByConnect, ConnectorWitness.EntraConnect);
            Add(await HoldsReplicationRightsAsync(connection, account.Domain, token, cancellationToken).ConfigureAwait(false), ConnectorWitness.ReplicationRights);
            Add(description is not null, ConnectorWitness.Description);
            Add(named, ConnectorWitness.Named);
            return Reading.Known(new ConnectorAccount(
                account.Dn, account.SamAccountName, account.Sid.ToString(), account.Domain.DnsName, witnesses, description?.Tenant, description?.Server, token.Gaps.Count == 0 ? null : token.Gaps));

            void Add(bool holds, ConnectorWitness witness)
            {
                if (holds)
                {
                    witnesses.Add(witness);
                }
            }
        }
    }

    // A head that hides its permissions is no witness, and no contradiction.
    private static async Task<bool> HoldsReplicationRightsAsync(
        IDirectoryConnection connection, DirectoryDomain domain, TokenSids token, CancellationToken cancellationToken)
    {
        try
        {
            var head = await connection.ReadDescriptorAsync(domain.Dn, cancellationToken).ConfigureAwait(false);
            return ReplicationRightHolders.Holds(head, token.ToAccessToken());
        }
        catch (DirectoryException exception) when (exception.Fault == DirectoryFault.AccessDenied)
        {
            return false;
        }
    }

    private static string? Administration(DirectoryForest forest, TokenSids token)
    {
        var root = forest.Domains.FirstOrDefault(domain => domain.DnsName == forest.RootDnsName);
        return token.AccountSid.Rid == WellKnownRids.Administrator && token.AccountSid.DomainSid is not null ? "the built-in administrator"
            : Holds(root, WellKnownRids.EnterpriseAdmins) ? "a member of Enterprise Admins"
            : Holds(root, WellKnownRids.SchemaAdmins) ? "a member of Schema Admins"
            : forest.Domains.Any(domain => Holds(domain, WellKnownRids.DomainAdmins)) ? "a member of Domain Admins"
            : token.Sids.Contains(WellKnownSids.BuiltinAdministrators) ? "a member of Administrators"
            : null;

        bool Holds(DirectoryDomain? domain, uint rid) => Sid.TryParse(domain?.Sid, out var sid) && token.Sids.Contains(sid.Append(rid));
    }
}
