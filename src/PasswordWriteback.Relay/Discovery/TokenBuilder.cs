using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>The SIDs that an account carries when it asks a controller of one domain.</summary>
/// <param name="Account">Distinguished name of the account.</param>
/// <param name="AccountSid">Its own SID.</param>
/// <param name="Domain">DNS name of the domain that is asked.</param>
/// <param name="Sids">The SIDs.</param>
/// <param name="Gaps">What could not be read, one sentence each. With gaps, a right that is not found is not known to be missing.</param>
public sealed record TokenSids(string Account, Sid AccountSid, string Domain, IReadOnlySet<Sid> Sids, IReadOnlyList<string> Gaps)
{
    /// <summary>The token in the form that rights are evaluated with.</summary>
    public AccessToken ToAccessToken() => new(AccountSid, Sids);
}

/// <summary>
/// Builds the token that a domain controller would build (MS-ADTS 5.1.3, MS-PAC 4.1.2): own SID, SID history, groups of the
/// account's domain, universal groups, the domain-local and BUILTIN groups of the domain that is asked, Everyone, Authenticated Users.
/// </summary>
/// <param name="connector">Opens the connections.</param>
public sealed class TokenBuilder(IDirectoryConnector connector)
{
    /// <summary>Everyone and Authenticated Users: in the token of every account that signs in.</summary>
    public static readonly IReadOnlyList<Sid> EveryToken = [WellKnownSids.Everyone, WellKnownSids.AuthenticatedUsers];

    private static readonly RequestedRight ReadSidHistory =
        RequestedRight.Read(AttributeGuids.SidHistory, PropertySets.GeneralInformation, SchemaGuids.User);

    /// <summary>Builds the token of <paramref name="accountDn"/> on controllers of <paramref name="target"/>.</summary>
    /// <exception cref="DirectoryException">The account's domain or the target does not answer, or the account is not there.</exception>
    public async Task<TokenSids> BuildAsync(
        DirectoryForest forest, string accountDn, DirectoryDomain target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(target);
        var home = forest.Domains.Where(domain => DistinguishedName.IsAtOrBelow(accountDn, domain.Dn)).MaxBy(domain => domain.Dn.Length) ?? target;
        var sids = new HashSet<Sid>(EveryToken);
        var gaps = new List<string>();
        var atHome = DistinguishedName.Same(home.Dn, target.Dn);
        IReadOnlyList<string> members = [accountDn];
        Sid own;

        var homeConnection = await connector.ConnectToDomainAsync(home, cancellationToken).ConfigureAwait(false);
        await using (homeConnection.ConfigureAwait(false))
        {
            var groups = atHome ? "tokenGroups" : "tokenGroupsGlobalAndUniversal";
            var account = await homeConnection.ReadAsync(
                accountDn, cancellationToken, "objectSid", "sIDHistory", "primaryGroupID", groups).ConfigureAwait(false);
            own = AddOwn(account, home, homeConnection.Server, sids, gaps);
            if (Sids(account, "sIDHistory").Count == 0
                && !await Absence.MayAsync(homeConnection, accountDn, ReadSidHistory, cancellationToken).ConfigureAwait(false))
            {
                gaps.Add($"sIDHistory of {accountDn} is not shown {Unreadable.Words("sIDHistory", Unreadable.ReadProperty, "this identity")}: an earlier SID of the account may hold rights.");
            }

            var constructed = Sids(account, groups);
            sids.UnionWith(constructed);
            if (constructed.Count == 0)
            {
                gaps.Add($"{groups} of {accountDn} is not shown {Unreadable.Words(groups, Unreadable.ReadProperty, "this identity")}: a group that hides its members may hold the account.");
            }

            if (atHome)
            {
                var start = constructed.Count > 0
                    ? GroupExpander.WellKnownMembers(home)
                    : [accountDn, .. await PrimaryGroupAsync(homeConnection, account, home, cancellationToken).ConfigureAwait(false), .. GroupExpander.WellKnownMembers(home)];
                await AddGroupsAsync(homeConnection, home, start, sids, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                var primary = await PrimaryGroupAsync(homeConnection, account, home, cancellationToken).ConfigureAwait(false);
                var nested = await GroupExpander.ExpandAsync(homeConnection, home.Dn, [accountDn, .. primary], cancellationToken).ConfigureAwait(false);
                members = [accountDn, .. primary, .. nested.Select(group => group.Dn)];
                sids.UnionWith(constructed.Count > 0 ? [] : nested.Select(group => group.Sid));
            }
        }

        if (!atHome)
        {
            var targetConnection = await connector.ConnectToDomainAsync(target, cancellationToken).ConfigureAwait(false);
            await using (targetConnection.ConfigureAwait(false))
            {
                await AddGroupsAsync(targetConnection, target, [.. members, .. GroupExpander.WellKnownMembers(target)], sids, cancellationToken).ConfigureAwait(false);
            }
        }

        return new TokenSids(accountDn, own, target.DnsName, sids, gaps);
    }

    private static Sid AddOwn(DirectoryEntry account, DirectoryDomain home, string server, HashSet<Sid> sids, List<string> gaps)
    {
        var own = Sid.Read(account.GetBytes("objectSid") ?? throw new DirectoryException(
            DirectoryFault.AccessDenied,
            server,
            $"{server} does not show objectSid of {account.Dn}.",
            "Name an account that may sign in, and read as an identity that may read it."));
        sids.Add(own);
        sids.UnionWith(Sids(account, "sIDHistory"));
        if (account.GetInteger("primaryGroupID") is { } primary)
        {
            sids.Add(home.RequireSid().Append((uint)primary));
        }
        else if (Sids(account, "tokenGroups").Count == 0)
        {
            gaps.Add($"Neither tokenGroups nor primaryGroupID of {account.Dn} is readable: its primary group is not known.");
        }

        return own;
    }

    private static IReadOnlyList<Sid> Sids(DirectoryEntry entry, string attribute) =>
        entry.Attributes.TryGetValue(attribute, out var values) ? [.. values.Select(value => Sid.Read(value))] : [];

    private static async Task<IReadOnlyList<string>> PrimaryGroupAsync(
        IDirectoryConnection connection, DirectoryEntry account, DirectoryDomain home, CancellationToken cancellationToken)
    {
        if (account.GetInteger("primaryGroupID") is not { } rid)
        {
            return [];
        }

        var filter = string.Create(CultureInfo.InvariantCulture, $"(&(objectClass=group)(objectSid={home.Sid}-{rid}))");
        var groups = await connection.ReadAllAsync(
            new DirectorySearch(home.Dn, SearchDepth.Subtree, filter, ["objectSid"]), cancellationToken).ConfigureAwait(false);
        return [.. groups.Select(group => group.Dn)];
    }

    private static async Task AddGroupsAsync(
        IDirectoryConnection connection, DirectoryDomain domain, IEnumerable<string> members, HashSet<Sid> sids, CancellationToken cancellationToken)
    {
        var groups = await GroupExpander.ExpandAsync(connection, domain.Dn, members, cancellationToken).ConfigureAwait(false);
        sids.UnionWith(groups.Select(group => group.Sid));
    }
}
