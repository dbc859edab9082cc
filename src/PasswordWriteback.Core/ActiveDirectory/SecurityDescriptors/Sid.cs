using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>A security identifier (MS-DTYP 2.4.2). Immutable; equal when the bytes are.</summary>
[JsonConverter(typeof(SidJsonConverter))]
public sealed class Sid : IEquatable<Sid>
{
    /// <summary>Most subauthorities that a SID can have (MS-DTYP 2.4.2.2).</summary>
    public const int MaxSubAuthorities = 15;

    /// <summary>Length of the longest SID in bytes.</summary>
    public const int MaxBinaryLength = 8 + (4 * MaxSubAuthorities);

    private readonly byte[] _bytes;

    private Sid(byte[] bytes) => _bytes = bytes;

    /// <summary>Makes a SID from its parts.</summary>
    /// <param name="authority">Identifier authority, 48 bits; 5 for accounts.</param>
    /// <param name="subAuthorities">At most <see cref="MaxSubAuthorities"/>.</param>
    public Sid(ulong authority, params ReadOnlySpan<uint> subAuthorities)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(authority, 0xFFFF_FFFF_FFFFul);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(subAuthorities.Length, MaxSubAuthorities, nameof(subAuthorities));
        _bytes = new byte[8 + (4 * subAuthorities.Length)];
        BinaryPrimitives.WriteUInt64BigEndian(_bytes, authority);
        _bytes[0] = 1;
        _bytes[1] = (byte)subAuthorities.Length;
        for (var i = 0; i < subAuthorities.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(8 + (4 * i)), subAuthorities[i]);
        }
    }

    /// <summary>The binary form, without a copy.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Length of the binary form: 8 + 4 per subauthority.</summary>
    public int BinaryLength => _bytes.Length;

    /// <summary>Identifier authority; 5 (NT) for accounts.</summary>
    public ulong Authority => BinaryPrimitives.ReadUInt64BigEndian(_bytes) & 0xFFFF_FFFF_FFFFul;

    /// <summary>Number of subauthorities.</summary>
    public int SubAuthorityCount => _bytes[1];

    /// <summary>The last subauthority: the relative identifier of an account; 0 when there is none.</summary>
    public uint Rid => SubAuthorityCount == 0 ? 0 : SubAuthority(SubAuthorityCount - 1);

    /// <summary>
    /// The domain of an account (S-1-5-21-a-b-c-rid without the rid); null for SIDs that belong to no domain.
    /// The SID of a domain itself has none either.
    /// </summary>
    public Sid? DomainSid => Authority == 5 && SubAuthorityCount == 5 && SubAuthority(0) == 21 ? Truncate() : null;

    /// <summary>A subauthority by its index from 0.</summary>
    public uint SubAuthority(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, SubAuthorityCount);
        return BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(8 + (4 * index)));
    }

    /// <summary>A SID with one more subauthority: an account of this domain.</summary>
    /// <exception cref="InvalidOperationException">There are <see cref="MaxSubAuthorities"/> already.</exception>
    public Sid Append(uint rid)
    {
        if (SubAuthorityCount == MaxSubAuthorities)
        {
            throw new InvalidOperationException($"{this} has {MaxSubAuthorities} subauthorities already.");
        }

        var longer = new byte[_bytes.Length + 4];
        _bytes.CopyTo(longer, 0);
        longer[1]++;
        BinaryPrimitives.WriteUInt32LittleEndian(longer.AsSpan(_bytes.Length), rid);
        return new Sid(longer);
    }

    /// <summary>Reads the SID at the start of <paramref name="source"/>; bytes behind it are ignored.</summary>
    /// <exception cref="DescriptorFormatException">There is no SID.</exception>
    public static Sid Read(ReadOnlySpan<byte> source)
    {
        if (!SidBytes.TryMeasure(source, out var length, out var reason))
        {
            throw new DescriptorFormatException(0, reason);
        }

        return new Sid(source[..length].ToArray());
    }

    /// <summary>Reads the string form <c>S-1-5-…</c> (MS-DTYP 2.4.2.1); letters in either case, authority in decimal or as 0x….</summary>
    /// <exception cref="DescriptorFormatException">The text is no SID.</exception>
    public static Sid Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var sid) ? sid : throw new DescriptorFormatException(0, $"'{text}' is no SID.");
    }

    /// <summary>As <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Sid? sid)
    {
        sid = text is null ? null : SidText.Parse(text);
        return sid is not null;
    }

    /// <summary>A copy of the binary form.</summary>
    public byte[] ToBytes() => [.. _bytes];

    /// <summary>The string form, <c>S-1-5-…</c>.</summary>
    public override string ToString() => SidText.Format(_bytes);

    /// <inheritdoc/>
    public bool Equals(Sid? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Sid);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)SidBytes.Hash(_bytes);

    /// <summary>Whether both are the same SID.</summary>
    public static bool operator ==(Sid? left, Sid? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether both are different SIDs.</summary>
    public static bool operator !=(Sid? left, Sid? right) => !(left == right);

    private Sid Truncate()
    {
        var shorter = _bytes[..^4];
        shorter[1]--;
        return new Sid(shorter);
    }
}
