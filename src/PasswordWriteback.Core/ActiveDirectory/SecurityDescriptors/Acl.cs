using System.Buffers.Binary;
using System.Collections.Immutable;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>An access control list (MS-DTYP 2.4.5). Immutable; ACEs stay in stored order. Equal when revision and ACEs are.</summary>
public sealed class Acl : IEquatable<Acl>
{
    /// <summary>Revision of an ACL without object ACEs.</summary>
    public const byte PlainRevision = 2;

    /// <summary>Revision of an ACL that may hold object ACEs.</summary>
    public const byte DirectoryRevision = 4;

    /// <summary>The most bytes that an ACL can have: what its size field can say.</summary>
    public const int MaxBinaryLength = ushort.MaxValue;

    /// <summary>An ACL of these ACEs, in this order.</summary>
    /// <param name="aces">The ACEs.</param>
    /// <param name="revision">2 to 4; raised to <see cref="DirectoryRevision"/> when there is an object ACE.</param>
    /// <exception cref="ArgumentException">The ACL would exceed <see cref="MaxBinaryLength"/>.</exception>
    public Acl(IEnumerable<Ace> aces, byte revision = DirectoryRevision)
    {
        ArgumentNullException.ThrowIfNull(aces);
        ArgumentOutOfRangeException.ThrowIfLessThan(revision, PlainRevision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, DirectoryRevision);
        Aces = [.. aces];
        Revision = Aces.Any(ace => AceLayouts.Of(ace.Type) == AceLayout.Object) ? DirectoryRevision : revision;
        BinaryLength = AclReader.HeaderLength + Aces.Sum(ace => ace.Bytes.Length);
        if (BinaryLength > MaxBinaryLength)
        {
            throw new ArgumentException($"The ACL would have {BinaryLength} bytes, more than 65,535.", nameof(aces));
        }
    }

    private Acl(byte revision, ImmutableArray<Ace> aces)
    {
        Revision = revision;
        Aces = aces;
        BinaryLength = AclReader.HeaderLength + aces.Sum(ace => ace.Bytes.Length);
    }

    /// <summary>2, or 4 when the ACL may hold object ACEs.</summary>
    public byte Revision { get; }

    /// <summary>The ACEs in stored order.</summary>
    public ImmutableArray<Ace> Aces { get; }

    /// <summary>Length of <see cref="ToBytes"/>.</summary>
    public int BinaryLength { get; }

    /// <summary>The ACEs that were set on this object, in stored order.</summary>
    public IEnumerable<Ace> Explicit => Aces.Where(ace => !ace.IsInherited);

    /// <summary>The ACEs that came from above, in stored order.</summary>
    public IEnumerable<Ace> Inherited => Aces.Where(ace => ace.IsInherited);

    /// <summary>Reads an ACL; space behind its last ACE is dropped.</summary>
    /// <exception cref="DescriptorFormatException">The bytes are no ACL.</exception>
    public static Acl Parse(ReadOnlySpan<byte> source) => Read(source.ToArray(), 0);

    /// <summary>Whether explicit ACEs come before inherited ones, and denying before allowing ones among the explicit.</summary>
    /// <param name="reason">Which ACE is out of place; null when none is.</param>
    public bool IsCanonical(out string? reason) => AceOrder.IsCanonical(Aces.AsSpan(), out reason);

    /// <summary>Adds an explicit ACE at its canonical place; all others keep their order.</summary>
    /// <exception cref="ArgumentException">The ACE is inherited, neither allows nor denies, or does not fit any more.</exception>
    /// <exception cref="InvalidOperationException">The ACL is not canonical: there is no place for it, and we never reorder.</exception>
    public Acl InsertCanonical(Ace ace)
    {
        ArgumentNullException.ThrowIfNull(ace);
        if (ace.IsInherited || !(ace.Type.IsAllow() || ace.Type.IsDeny()))
        {
            throw new ArgumentException("Only an explicit ACE that allows or denies has a canonical place.", nameof(ace));
        }

        if (!IsCanonical(out var reason))
        {
            throw new InvalidOperationException($"The ACL is not in canonical order: {reason}");
        }

        return new Acl(Aces.Insert(AceOrder.PlaceFor(Aces.AsSpan(), ace), ace), Revision);
    }

    /// <summary>Takes away the first ACE with the same bytes; the same ACL when there is none.</summary>
    public Acl Remove(Ace ace)
    {
        var index = Aces.IndexOf(ace);
        return index < 0 ? this : new Acl(Revision, Aces.RemoveAt(index));
    }

    /// <summary>The binary form.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[BinaryLength];
        WriteTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(Acl? other) =>
        other is not null && Revision == other.Revision && Aces.AsSpan().SequenceEqual(other.Aces.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Acl);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var ace in Aces)
        {
            hash.Add(ace);
        }

        return hash.ToHashCode();
    }

    internal static Acl Read(byte[] source, int offset)
    {
        var reader = new AclReader(source, offset);
        var aces = ImmutableArray.CreateBuilder<Ace>(Math.Min(reader.Count, reader.Size / 4));
        var at = offset + AclReader.HeaderLength;
        while (reader.MoveNext())
        {
            var length = reader.Current.Bytes.Length;
            aces.Add(new Ace(source.AsMemory(at, length), reader.Current));
            at += length;
        }

        return new Acl(reader.Revision, aces.DrainToImmutable());
    }

    internal void WriteTo(Span<byte> target)
    {
        target[..AclReader.HeaderLength].Clear();
        target[0] = Revision;
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], (ushort)BinaryLength);
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], (ushort)Aces.Length);
        var at = AclReader.HeaderLength;
        foreach (var ace in Aces)
        {
            ace.Bytes.CopyTo(target[at..]);
            at += ace.Bytes.Length;
        }
    }
}
