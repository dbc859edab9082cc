using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Visibility;

/// <summary>
/// What the relay's identity may see of a domain. Active Directory gives the same answer for what is not there and for what may not
/// be seen (MS-ADTS 3.1.1.4.4), so whoever concludes from an absence asks here first: the identity's own rights are evaluated on
/// the containers and users, and objects that hide their values are counted.
/// </summary>
internal sealed class DomainView
{
    /// <summary>Filter for what accounts may lie in.</summary>
    internal const string Containers =
        "(|(objectClass=domainDNS)(objectClass=organizationalUnit)(objectClass=container)(objectClass=builtinDomain)(objectClass=lostAndFound))";

    private readonly DirectoryDomain _domain;
    private readonly AccessToken? _token;
    private readonly List<string> _gaps = [];
    private readonly HashSet<string> _protected = new(StringComparer.OrdinalIgnoreCase);
    private (int Count, string First) _closed;
    private (int Count, string First) _undescribed;

    private DomainView(DirectoryDomain domain, AccessToken? token, string reader)
    {
        _domain = domain;
        _token = token;
        Reader = reader;
    }

    /// <summary>Who looks, as <c>DOMAIN\name</c> or SID.</summary>
    public string Reader { get; }

    /// <summary>Containers whose DACL inherits nothing: they cut users off from what is granted above. Compares without regard to case.</summary>
    public IReadOnlySet<string> ProtectedContainers => _protected;

    /// <summary>What of the domain's containers and accounts may be hidden, one sentence each, in counts and names of containers; empty when everything is in view.</summary>
    public IReadOnlyList<string> Gaps => _gaps;

    /// <summary>Reads the containers of a domain with their permissions, and counts what hides its values.</summary>
    public static async Task<DomainView> ReadAsync(
        IDirectoryConnection connection, DirectoryForest forest, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        var token = await OwnIdentity.ReadTokenAsync(connection, cancellationToken).ConfigureAwait(false);
        var view = new DomainView(domain, token, await NameAsync(connection, forest, domain, token, cancellationToken).ConfigureAwait(false));
        var search = new DirectorySearch(domain.Dn, SearchDepth.Subtree, Containers, ["nTSecurityDescriptor"]);
        await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            view.Look(entry.Dn, entry.GetBytes("nTSecurityDescriptor"));
        }

        view.Conclude(await HiddenObjects.CountAsync(connection, domain.Dn, domain.Dn, cancellationToken).ConfigureAwait(false), connection.Server);
        return view;
    }

    /// <summary>Whether a value that was not returned with this descriptor is absent, because the identity may read it.</summary>
    /// <param name="descriptor">The object's descriptor; null when it was not returned.</param>
    /// <param name="right">Reading the attribute.</param>
    public bool MayRead(byte[]? descriptor, RequestedRight right)
    {
        try
        {
            return _token is not null && descriptor is not null && AccessEvaluator.Evaluate(descriptor, _token, right, default).IsGranted;
        }
        catch (DescriptorFormatException)
        {
            return false;
        }
    }

    // Names of accounts of other domains are not asked for here: their SID says who it is.
    private static async Task<string> NameAsync(
        IDirectoryConnection connection, DirectoryForest forest, DirectoryDomain domain, AccessToken? token, CancellationToken cancellationToken) =>
        token is null ? "this identity"
        : token.Account.DomainSid?.ToString() != domain.Sid ? token.Account.ToString()
        : (await OwnIdentity.ReadNameAsync(connection, forest, cancellationToken).ConfigureAwait(false))?.Name ?? token.Account.ToString();

    private void Look(string dn, byte[]? descriptor)
    {
        var system = DistinguishedName.IsAtOrBelow(dn, $"CN=System,{_domain.Dn}");
        try
        {
            if (descriptor is not null && !DistinguishedName.Same(dn, _domain.Dn) && new DescriptorView(descriptor).Control.HasFlag(DescriptorControl.DaclProtected))
            {
                _protected.Add(dn);
            }
        }
        catch (DescriptorFormatException)
        {
            descriptor = null;
        }

        if (descriptor is null && !system)
        {
            _undescribed = (_undescribed.Count + 1, _undescribed.First ?? dn);
        }
        else if (!system && _token is not null && !MayRead(descriptor, RequestedRight.ListContents))
        {
            _closed = (_closed.Count + 1, _closed.First ?? dn);
        }
    }

    private void Conclude(int hidden, string server)
    {
        if (_token is null)
        {
            _gaps.Add($"{server} does not say which groups this identity is in, so what of {_domain.DnsName} is hidden from it cannot be told.");
        }

        if (hidden > 0)
        {
            _gaps.Add($"{hidden} objects of {_domain.DnsName} hide what they are {Unreadable.Words(HiddenObjects.Attributes, Unreadable.ReadProperty, Reader)}.");
        }

        if (_closed.Count > 0)
        {
            _gaps.Add($"{_closed.Count} containers of {_domain.DnsName} hide what is in them, first {_closed.First} {Unreadable.Words("child objects", Unreadable.ListContents, Reader)}.");
        }

        if (_undescribed.Count > 0)
        {
            _gaps.Add($"{_undescribed.Count} containers of {_domain.DnsName} do not show their permissions, first {_undescribed.First} {Unreadable.Words("nTSecurityDescriptor", Unreadable.ReadPermissions, Reader)}.");
        }
    }
}
