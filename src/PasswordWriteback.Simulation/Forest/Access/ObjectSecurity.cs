using System.Runtime.CompilerServices;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Schema;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest.Access;

/// <summary>The security descriptor of an object: reading it, asking it, and computing what it inherits.</summary>
internal static class ObjectSecurity
{
    /// <summary>The attribute that holds it.</summary>
    public const string Attribute = "nTSecurityDescriptor";

    /// <summary>Descriptors by the array that holds them: arrays are replaced, never changed.</summary>
    private static readonly ConditionalWeakTable<byte[], SecurityDescriptor> Parsed = [];

    /// <summary>The descriptor of an object.</summary>
    public static SecurityDescriptor Of(ObjectState entry) => Parse(entry.Values(Attribute)[0]);

    /// <summary>Whether the account may do that to the object.</summary>
    public static bool Grants(ObjectState entry, AccessToken token, in RequestedRight right) =>
        AccessEvaluator.Evaluate(entry.Value(Attribute).AsSpan(), token, right, entry.Value("objectSid").AsSpan()).IsGranted;

    /// <summary>Whether the account may read the attribute of the object.</summary>
    public static bool MayRead(ObjectState entry, AccessToken token, AttributeDefinition attribute) =>
        Grants(entry, token, attribute.Name == Attribute
            ? new RequestedRight(AccessMask.ReadControl)
            : RequestedRight.Read(attribute.Guid, attribute.PropertySet, ForestSchema.Class(entry.ClassName).Guid));

    /// <summary>Whether the account may write the attribute of the object.</summary>
    public static bool MayWrite(ObjectState entry, AccessToken token, AttributeDefinition attribute) =>
        Grants(entry, token, RequestedRight.Write(attribute.Guid, attribute.PropertySet, ForestSchema.Class(entry.ClassName).Guid));

    /// <summary>
    /// The descriptor with its inherited ACEs computed anew from the object above; ACEs that claim to be inherited are
    /// dropped first. The head of a naming context inherits nothing (MS-ADTS 6.1.3).
    /// </summary>
    public static byte[] Inherit(ControllerState controller, ObjectState entry, byte[] descriptor)
    {
        var isHead = string.Equals(entry.Dn, entry.Partition, StringComparison.OrdinalIgnoreCase);
        var parent = isHead ? null : controller.Find(DistinguishedName.Parent(entry.Dn));
        var own = Parse(descriptor);
        var dacl = Inheritance.ComputeChildDacl(
            parent is null ? null : Of(parent).Dacl,
            own.Dacl,
            own.IsDaclProtected,
            new ObjectClasses(ForestSchema.Class(entry.ClassName).Guid),
            own.Owner,
            own.Group);
        return own.WithDacl(dacl).ToBytes();
    }

    private static SecurityDescriptor Parse(byte[] descriptor) =>
        Parsed.GetValue(descriptor, static bytes => SecurityDescriptor.Parse(bytes));
}
