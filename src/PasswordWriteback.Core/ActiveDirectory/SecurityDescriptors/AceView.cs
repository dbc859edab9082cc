using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>An ACE, read where it lies, without a copy (MS-DTYP 2.4.4).</summary>
public readonly ref struct AceView
{
    private const int ObjectTypePresent = 1;
    private const int InheritedObjectTypePresent = 2;

    private readonly byte _objectTypeAt;
    private readonly byte _inheritedObjectTypeAt;
    private readonly byte _sidAt;
    private readonly byte _dataAt;

    private AceView(ReadOnlySpan<byte> bytes, int objectTypeAt, int inheritedObjectTypeAt, int sidAt, int dataAt)
    {
        Bytes = bytes;
        _objectTypeAt = (byte)objectTypeAt;
        _inheritedObjectTypeAt = (byte)inheritedObjectTypeAt;
        _sidAt = (byte)sidAt;
        _dataAt = (byte)dataAt;
    }

    /// <summary>The whole ACE, padding included.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Its kind.</summary>
    public AceType Type => (AceType)Bytes[0];

    /// <summary>Inheritance and audit flags.</summary>
    public AceFlags Flags => (AceFlags)Bytes[1];

    /// <summary>Rights as stored; none for opaque kinds.</summary>
    public AccessMask Mask => _sidAt == 0 ? AccessMask.None : (AccessMask)BinaryPrimitives.ReadUInt32LittleEndian(Bytes[4..]);

    /// <summary>Whether <see cref="ObjectType"/> is stored.</summary>
    public bool HasObjectType => _objectTypeAt != 0;

    /// <summary>Whether <see cref="InheritedObjectType"/> is stored.</summary>
    public bool HasInheritedObjectType => _inheritedObjectTypeAt != 0;

    /// <summary>Property, property set, extended right or child class; all zeros when not stored.</summary>
    public Guid ObjectType => _objectTypeAt == 0 ? Guid.Empty : new Guid(Bytes.Slice(_objectTypeAt, 16));

    /// <summary>The class that inherits the ACE; all zeros when not stored.</summary>
    public Guid InheritedObjectType => _inheritedObjectTypeAt == 0 ? Guid.Empty : new Guid(Bytes.Slice(_inheritedObjectTypeAt, 16));

    /// <summary>The trustee's SID in binary form; empty for opaque kinds.</summary>
    public ReadOnlySpan<byte> Sid => _sidAt == 0 ? default : Bytes[_sidAt.._dataAt];

    /// <summary>What follows the SID: condition, claim or padding. For opaque kinds everything behind the header.</summary>
    public ReadOnlySpan<byte> ApplicationData => Bytes[_dataAt..];

    /// <summary>Reads the ACE that starts at <paramref name="offset"/>.</summary>
    /// <param name="source">The input, whole: offsets in errors count from its start.</param>
    /// <param name="offset">Where the ACE starts.</param>
    /// <param name="end">Where the space for ACEs ends.</param>
    /// <exception cref="DescriptorFormatException">There is no ACE.</exception>
    public static AceView Read(ReadOnlySpan<byte> source, int offset, int end)
    {
        var bytes = Cut(source, offset, end);
        return AceLayouts.Of((AceType)bytes[0]) switch
        {
            AceLayout.Plain => ReadTrustee(bytes, offset, 0, 0, 8),
            AceLayout.Object => ReadObject(bytes, offset),
            _ => new AceView(bytes, 0, 0, 0, 4),
        };
    }

    /// <summary>An ACE that was read before.</summary>
    internal static AceView Of(Ace ace) => Read(ace.Bytes, 0, ace.Bytes.Length);

    /// <summary>The bytes of the ACE that starts at <paramref name="offset"/>, as many as its header says; what they hold is not looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> source, int offset, int end)
    {
        if (end - offset < 4)
        {
            FailHeader(offset, end - offset);
        }

        var size = BinaryPrimitives.ReadUInt16LittleEndian(source[(offset + 2)..]);
        if (size < 4 || size > end - offset)
        {
            FailSize(offset + 2, size, end - offset);
        }

        return source.Slice(offset, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static AceView ReadObject(ReadOnlySpan<byte> bytes, int offset)
    {
        if (bytes.Length < 12)
        {
            FailObject(offset, bytes.Length);
        }

        var present = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        var objectTypeEnd = (present & ObjectTypePresent) == 0 ? 12 : 28;
        var inheritedObjectTypeEnd = objectTypeEnd + ((present & InheritedObjectTypePresent) == 0 ? 0 : 16);
        return ReadTrustee(
            bytes,
            offset,
            objectTypeEnd == 12 ? 0 : 12,
            inheritedObjectTypeEnd == objectTypeEnd ? 0 : objectTypeEnd,
            inheritedObjectTypeEnd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static AceView ReadTrustee(ReadOnlySpan<byte> bytes, int offset, int objectTypeAt, int inheritedObjectTypeAt, int sidAt)
    {
        if (bytes.Length < sidAt)
        {
            FailTrustee(offset, sidAt, bytes.Length);
        }

        var sid = bytes[sidAt..];
        var end = sid.Length < 8 ? 0 : 8 + (4 * sid[1]);
        if (end == 0 || end > sid.Length || end > SecurityDescriptors.Sid.MaxBinaryLength || sid[0] != 1)
        {
            FailSid(sid, offset + sidAt);
        }

        return new AceView(bytes, objectTypeAt, inheritedObjectTypeAt, sidAt, sidAt + end);
    }

    [DoesNotReturn]
    private static void FailHeader(int offset, int left) => Fail(offset, $"an ACE needs at least 4 bytes, {left} are left.");

    [DoesNotReturn]
    private static void FailSize(int offset, int size, int left) => Fail(offset, $"an ACE says it has {size} bytes; 4 to {left} are possible.");

    [DoesNotReturn]
    private static void FailObject(int offset, int size) => Fail(offset, $"an object ACE needs at least 12 bytes before its SID, it has {size}.");

    [DoesNotReturn]
    private static void FailTrustee(int offset, int sidAt, int size) => Fail(offset, $"an ACE of its kind needs {sidAt} bytes before its SID, it has {size}.");

    [DoesNotReturn]
    private static void FailSid(ReadOnlySpan<byte> sid, int offset)
    {
        _ = SidBytes.TryMeasure(sid, out _, out var reason);
        Fail(offset, reason ?? "no SID.");
    }

    [DoesNotReturn]
    private static void Fail(int offset, string reason) => throw new DescriptorFormatException(offset, reason);
}
