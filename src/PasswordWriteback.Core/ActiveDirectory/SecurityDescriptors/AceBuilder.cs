using System.Buffers.Binary;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>Makes ACEs from their parts.</summary>
public static class AceBuilder
{
    /// <summary>Writes an ACE of a plain or object layout (MS-DTYP 2.4.4.2 ff.), padded with zeros to a multiple of 4 bytes.</summary>
    /// <param name="type">A type whose layout is known.</param>
    /// <param name="flags">Inheritance and audit flags.</param>
    /// <param name="mask">Rights.</param>
    /// <param name="objectType">Property, property set, extended right or child class; object types only.</param>
    /// <param name="inheritedObjectType">The inheriting class; object types only.</param>
    /// <param name="sid">The trustee.</param>
    /// <param name="applicationData">Condition or claim, in binary form.</param>
    /// <exception cref="ArgumentException">The type is opaque, a GUID is given for a plain type, or the ACE would exceed 65,535 bytes.</exception>
    public static Ace Build(
        AceType type,
        AceFlags flags,
        AccessMask mask,
        Guid? objectType,
        Guid? inheritedObjectType,
        Sid sid,
        ReadOnlySpan<byte> applicationData = default)
    {
        ArgumentNullException.ThrowIfNull(sid);
        var layout = AceLayouts.Of(type);
        if (layout == AceLayout.Opaque)
        {
            throw new ArgumentException($"ACE type {(byte)type} has no known layout.", nameof(type));
        }

        if (layout == AceLayout.Plain && (objectType ?? inheritedObjectType) is not null)
        {
            throw new ArgumentException($"An ACE of type {type} has no object types.", nameof(objectType));
        }

        var sidAt = 8 + (layout == AceLayout.Object ? 4 : 0) + (objectType is null ? 0 : 16) + (inheritedObjectType is null ? 0 : 16);
        var size = (sidAt + sid.BinaryLength + applicationData.Length + 3) & ~3;
        if (size > ushort.MaxValue)
        {
            throw new ArgumentException($"The ACE would have {size} bytes, more than 65,535.", nameof(applicationData));
        }

        var bytes = new byte[size];
        bytes[0] = (byte)type;
        bytes[1] = (byte)flags;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)size);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)mask);
        if (layout == AceLayout.Object)
        {
            WriteObjectTypes(bytes, objectType, inheritedObjectType);
        }

        sid.Bytes.CopyTo(bytes.AsSpan(sidAt));
        applicationData.CopyTo(bytes.AsSpan(sidAt + sid.BinaryLength));
        return new Ace(bytes, AceView.Read(bytes, 0, bytes.Length));
    }

    private static void WriteObjectTypes(byte[] bytes, Guid? objectType, Guid? inheritedObjectType)
    {
        var at = 12;
        if (objectType is { } first)
        {
            bytes[8] |= 1;
            first.TryWriteBytes(bytes.AsSpan(at));
            at += 16;
        }

        if (inheritedObjectType is { } second)
        {
            bytes[8] |= 2;
            second.TryWriteBytes(bytes.AsSpan(at));
        }
    }
}
