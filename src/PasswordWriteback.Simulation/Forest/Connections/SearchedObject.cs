using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.Filters;
using PasswordWriteback.Simulation.Forest.Schema;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Connections;

/// <summary>An object as one account sees it on one domain controller: what it may not read is not there.</summary>
internal sealed class SearchedObject(
    ForestState forest, ControllerState controller, ObjectState entry, AccessToken token, bool ownerAndGroup = false) : IFilterSubject
{
    private const int ChainLimit = 1000;

    /// <summary>Whether the object is visible at all: its parent lets the account list children (MS-ADTS 5.1.3.3.6).</summary>
    public bool IsVisible =>
        controller.Find(DistinguishedName.Parent(entry.Dn)) is not { } parent
        || string.Equals(entry.Dn, entry.Partition, StringComparison.OrdinalIgnoreCase)
        || ObjectSecurity.Grants(parent, token, RequestedRight.ListContents);

    /// <inheritdoc />
    public IReadOnlyList<byte[]> Values(AttributeDefinition attribute) =>
        (attribute.Kind == AttributeKind.Stored && entry.Values(attribute.Name).Count == 0)
            || !ObjectSecurity.MayRead(entry, token, attribute) ? []
        : attribute.Name == ObjectSecurity.Attribute ? [DescriptorPart.Of(entry, ownerAndGroup)]
        : attribute.Kind == AttributeKind.Stored ? entry.Values(attribute.Name)
        : ComputedAttributes.Read(forest, controller, entry, token, attribute.Name);

    /// <inheritdoc />
    public bool Reaches(AttributeDefinition link, string dn)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Queue<ObjectState>([entry]);
        while (pending.TryDequeue(out var next) && seen.Count < ChainLimit)
        {
            var view = new SearchedObject(forest, controller, next, token);
            foreach (var value in view.Values(link).Select(LdapValue.ToText))
            {
                var key = DistinguishedName.Key(value);
                if (key == dn)
                {
                    return true;
                }

                if (seen.Add(key) && controller.Find(value) is { } target)
                {
                    pending.Enqueue(target);
                }
            }
        }

        return false;
    }

    /// <summary>The object with the attributes that were asked for and may be read; names in lower case, as libldap gives them.</summary>
    public Relay.Ldap.DirectoryEntry Select(IReadOnlyList<string> attributes)
    {
        var all = attributes.Count == 0 || attributes.Contains("*");
        var names = attributes.Where(name => name is not ("*" or "1.1"));
        if (all)
        {
            names = names.Concat(entry.Attributes.Keys.Where(name => name != ObjectSecurity.Attribute))
                .Concat(["distinguishedName", "objectGUID", "whenChanged", "uSNCreated", "uSNChanged", "memberOf"]);
        }

        var values = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.OrdinalIgnoreCase);
        foreach (var attribute in names.Distinct(StringComparer.OrdinalIgnoreCase).Select(ForestSchema.FindAttribute))
        {
            if (attribute is not null && Values(attribute) is { Count: > 0 } found)
            {
                values[attribute.Name.ToLowerInvariant()] = found;
            }
        }

        return new Relay.Ldap.DirectoryEntry(entry.Dn, values);
    }
}
