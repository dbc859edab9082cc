using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>An ACE as a sentence for a person: who, what, on what.</summary>
public static class Words
{
    private static readonly (AccessMask Bit, string Words)[] Rights =
    [
        (AccessMask.ReadControl, "read permissions"),
        (AccessMask.WriteDacl, "change permissions"),
        (AccessMask.WriteOwner, "take ownership"),
        (AccessMask.Delete, "delete"),
        (AccessMask.DeleteTree, "delete with everything below"),
        (AccessMask.ListChildren, "list contents"),
        (AccessMask.ListObject, "list object"),
        (AccessMask.AccessSystemSecurity, "read and write auditing"),
        (AccessMask.Synchronize, "synchronize"),
        (AccessMask.MaximumAllowed, "maximum allowed"),
    ];

    /// <summary>For example <c>MSOL_1 may use Reset Password on descendant user objects</c>.</summary>
    /// <param name="ace">The ACE.</param>
    /// <param name="resolve">Turns a SID into a name; null, or a null answer, leaves the SID.</param>
    public static string Describe(Ace ace, Func<Sid, string?>? resolve = null)
    {
        ArgumentNullException.ThrowIfNull(ace);
        if (ace.Sid is null)
        {
            return $"An entry of type {(byte)ace.Type} that this product does not read ({ace.Bytes.Length} bytes)";
        }

        var who = resolve?.Invoke(ace.Sid) ?? WellKnownNames.Of(ace.Sid) ?? ace.Sid.ToString();
        var verb = ace.Type.IsAllow() ? "may" : ace.Type.IsDeny() ? "may not" : $"({ace.Type})";
        var condition = ace.Type.IsCallback() ? ", under a condition" : string.Empty;
        var origin = ace.IsInherited ? " (inherited)" : string.Empty;
        return $"{who} {verb} {Right(ace)} on {Where(ace)}{condition}{origin}";
    }

    /// <summary>The right alone, for example <c>use Reset Password</c>, <c>write lockoutTime</c>, <c>do everything</c>.</summary>
    public static string Right(Ace ace)
    {
        ArgumentNullException.ThrowIfNull(ace);
        var mask = ace.Mask.MapGeneric();
        var what = ace.ObjectType;
        if (what is null && (mask & AccessMask.DirectoryAll) == AccessMask.DirectoryAll)
        {
            return "do everything";
        }

        var parts = new List<string>();
        AddProperties(parts, mask, what);
        Add(parts, mask, AccessMask.ControlAccess, what is { } right ? $"use {ExtendedRights.NameOf(right) ?? $"extended right {right}"}" : "use all extended rights");
        Add(parts, mask, AccessMask.Self, what is { } write ? $"make the validated write {ValidatedWrites.NameOf(write) ?? $"{write}"}" : "make all validated writes");
        Add(parts, mask, AccessMask.CreateChild, what is { } created ? $"create {ClassName(created)} objects" : "create objects");
        Add(parts, mask, AccessMask.DeleteChild, what is { } deleted ? $"delete {ClassName(deleted)} objects" : "delete objects below");
        foreach (var (bit, words) in Rights)
        {
            Add(parts, mask, bit, words);
        }

        return parts.Count switch
        {
            0 => $"use rights 0x{(uint)ace.Mask:x8}",
            1 => parts[0],
            _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}",
        };
    }

    /// <summary>Where it acts, for example <c>descendant user objects</c>, <c>this object only</c>.</summary>
    public static string Where(Ace ace)
    {
        ArgumentNullException.ThrowIfNull(ace);
        var descendants = ace.InheritedObjectType is { } wanted ? $"{ClassName(wanted)} objects" : "objects";
        var scope = ace.Flags.HasFlag(AceFlags.NoPropagateInherit) ? $"child {descendants}" : $"descendant {descendants}";
        return (ace.Flags.HasFlag(AceFlags.ContainerInherit), ace.IsInheritOnly) switch
        {
            (false, false) => "this object only",
            (true, false) => $"this object and {scope}",
            (true, true) => scope,
            (false, true) => "nothing (inherit-only, but not inheritable)",
        };
    }

    private static void AddProperties(List<string> parts, AccessMask mask, Guid? what)
    {
        var name = what is { } guid
            ? AttributeGuids.NameOf(guid)
                ?? (PropertySets.NameOf(guid) is { } set ? $"the property set {set}" : null)
                ?? (SchemaGuids.NameOfClass(guid) is { } cls ? $"all properties of {cls}" : $"property {guid}")
            : "all properties";
        var verb = (mask.HasFlag(AccessMask.ReadProperty), mask.HasFlag(AccessMask.WriteProperty)) switch
        {
            (true, true) => "read and write",
            (true, false) => "read",
            (false, true) => "write",
            _ => null,
        };
        if (verb is not null)
        {
            parts.Add($"{verb} {name}");
        }
    }

    private static void Add(List<string> parts, AccessMask mask, AccessMask bit, string words)
    {
        if (mask.HasFlag(bit))
        {
            parts.Add(words);
        }
    }

    private static string ClassName(Guid guid) => SchemaGuids.NameOfClass(guid) ?? guid.ToString();
}
