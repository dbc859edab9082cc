using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>
/// MS-ADTS 5.1.3.3.1 to 5.1.3.3.5 step by step (5.1.3.3.6 asks 5.1.3.3.2 of the parent), with the whole object type tree and the sets G and D of every node:
/// slow and literal. Owner's rights, and object ACEs without object type as simple ones, after MS-DTYP 2.5.3.2.
/// </summary>
internal sealed class SpecificationOracle
{
    private readonly Node _root = new(SchemaGuids.User,
        new Node(PropertySets.UserAccountRestrictions, new Node(AttributeGuids.PwdLastSet), new Node(AttributeGuids.UserAccountControl)),
        new Node(PropertySets.PublicInformation, new Node(AttributeGuids.Description)),
        new Node(AttributeGuids.LockoutTime));

    private readonly SecurityDescriptor _descriptor;
    private readonly HashSet<Sid> _token;
    private readonly Sid _objectSid;

    public SpecificationOracle(SecurityDescriptor descriptor, IEnumerable<Sid> token, Sid objectSid)
    {
        _descriptor = descriptor;
        _token = [.. token];
        _objectSid = objectSid;
        _root.ForAll(node => node.G |= OwnersOwn);
        foreach (var ace in Applying)
        {
            var node = ace.ObjectType is { } type ? _root.Find(type) : _root;
            if (node is not null && ace.Type.IsDeny())
            {
                Deny(node, ace.Mask.MapGeneric());
            }
            else if (node is not null)
            {
                Grant(node, ace.Mask.MapGeneric());
            }
        }
    }

    /// <summary>Rule 1 of each section: no DACL gives everything. Rule 2, an empty one nothing, follows from the loops.</summary>
    private bool HasNoDacl => _descriptor.Dacl is null;

    private IEnumerable<Ace> Applying => _descriptor.Dacl?.Aces.Where(Applies) ?? [];

    private AccessMask OwnersOwn =>
        _token.Contains(_descriptor.Owner!) && _descriptor.Dacl?.Aces.Any(ace => !ace.IsInheritOnly && ace.Sid == WellKnownSids.OwnerRights) == false
            ? AccessMask.ReadControl | AccessMask.WriteDacl
            : AccessMask.None;

    /// <summary>A standard right on the whole object (5.1.3.3.2): only ACEs without object type count.</summary>
    public bool GrantsOnObject(AccessMask mask) => HasNoDacl || GrantsOnNode(mask, null);

    /// <summary>Creating and deleting children of a class (5.1.3.3.3, on the parent): the tree is the child's class alone.</summary>
    public bool GrantsOnChild(AccessMask mask, Guid childClass) => HasNoDacl || GrantsOnNode(mask, childClass);

    /// <summary>A right on a property (5.1.3.3.3).</summary>
    public bool GrantsOnProperty(AccessMask mask, Guid attribute) => HasNoDacl || (_root.Find(attribute)!.G & mask) == mask;

    /// <summary>An extended right (5.1.3.3.4) or a validated write (5.1.3.3.5).</summary>
    public bool GrantsByGuid(AccessMask bit, Guid right)
    {
        foreach (var ace in Applying.Where(ace => ace.Mask.MapGeneric().HasFlag(bit)))
        {
            if (ace.ObjectType is null || ace.ObjectType == right)
            {
                return ace.Type.IsAllow();
            }
        }

        return HasNoDacl;
    }

    private bool GrantsOnNode(AccessMask mask, Guid? type)
    {
        var g = OwnersOwn;
        AccessMask d = default;
        foreach (var ace in Applying.Where(ace => ace.ObjectType is null || ace.ObjectType == type))
        {
            if (ace.Type.IsDeny())
            {
                d |= ace.Mask.MapGeneric() & ~g;
            }
            else
            {
                g |= ace.Mask.MapGeneric() & ~d;
            }
        }

        return (g & mask) == mask;
    }

    private bool Applies(Ace ace) => !ace.IsInheritOnly
        && (_token.Contains(ace.Sid!)
            || (ace.Sid == WellKnownSids.Self && _token.Contains(_objectSid))
            || (ace.Sid == WellKnownSids.OwnerRights && _token.Contains(_descriptor.Owner!)));

    private void Grant(Node node, AccessMask mask)
    {
        node.ForAll(below => below.G |= mask & ~below.D);
        for (var parent = _root.ParentOf(node); parent is not null; parent = _root.ParentOf(parent))
        {
            var granted = parent.Children.Aggregate(mask, (all, child) => all & child.G);
            parent.G |= granted & ~parent.D;
        }
    }

    private void Deny(Node node, AccessMask mask)
    {
        node.ForAll(below => below.D |= mask & ~below.G);
        for (var parent = _root.ParentOf(node); parent is not null; parent = _root.ParentOf(parent))
        {
            parent.D |= mask & ~parent.G;
        }
    }

    private sealed class Node(Guid guid, params Node[] children)
    {
        public AccessMask G { get; set; }

        public AccessMask D { get; set; }

        public Node[] Children => children;

        public void ForAll(Action<Node> act)
        {
            act(this);
            foreach (var child in children)
            {
                child.ForAll(act);
            }
        }

        public Node? Find(Guid wanted) => guid == wanted ? this : children.Select(child => child.Find(wanted)).FirstOrDefault(found => found is not null);

        public Node? ParentOf(Node node) =>
            children.Contains(node) ? this : children.Select(child => child.ParentOf(node)).FirstOrDefault(found => found is not null);
    }
}
