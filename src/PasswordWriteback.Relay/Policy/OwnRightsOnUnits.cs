using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Policy;

/// <summary>
/// What an identity may write on the organizational units and containers of a domain, by ACEs that stand on them and by ownership:
/// what they inherit is measured where it stands. Objects that do not show their class are measured like them. CN=System is left out; AdminSDHolder and Group Policies are measured by themselves.
/// </summary>
internal sealed class OwnRightsOnUnits(DirectoryDomain domain, AccessToken token)
{
    /// <summary>How many are named.</summary>
    private const int Named = 20;

    /// <summary>What does not show its class may be a unit.</summary>
    private const string Units = $"(|{DomainView.Containers}(!(objectClass=*)))";

    private readonly List<string> _closed = [];
    private int _found;

    /// <summary>Measures. Rights and what could not be read are added to the lists.</summary>
    /// <exception cref="DirectoryException">The server did not answer.</exception>
    public async Task MeasureAsync(IDirectoryConnection connection, List<OwnRight> rights, List<string> unread, CancellationToken cancellationToken)
    {
        var search = new DirectorySearch(domain.Dn, SearchDepth.Subtree, Units, ["nTSecurityDescriptor"]) { OwnerAndGroup = true };
        await foreach (var unit in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
        {
            if (!DistinguishedName.IsAtOrBelow(unit.Dn, $"CN=System,{domain.Dn}"))
            {
                Look(unit.Dn, unit.GetBytes("nTSecurityDescriptor"), rights);
            }
        }

        if (_found > Named)
        {
            rights.Add(new OwnRight($"{_found - Named} more units of {domain.DnsName}", "rights to write"));
        }

        if (_closed.Count > 0)
        {
            unread.Add(
                $"What the relay may write on {_closed.Count} units of {domain.DnsName}, or on units in them, is not known: their permissions or contents are not shown to this identity, first {_closed[0]}.");
        }
    }

    private void Look(string dn, byte[]? bytes, List<OwnRight> rights)
    {
        try
        {
            if (bytes is null)
            {
                _closed.Add(dn);
                return;
            }

            var descriptor = SecurityDescriptor.Parse(bytes);
            if (!AccessEvaluator.Evaluate(descriptor, token, RequestedRight.ListContents).IsGranted)
            {
                _closed.Add(dn);
            }

            // The head is measured with all that it has.
            if (!DistinguishedName.Same(dn, domain.Dn) && WriteRights.Of(descriptor, token, inherited: false) is { Count: > 0 } words && ++_found <= Named)
            {
                rights.Add(new OwnRight(dn, string.Join("; ", words)));
            }
        }
        catch (DescriptorFormatException)
        {
            _closed.Add(dn);
        }
    }
}
