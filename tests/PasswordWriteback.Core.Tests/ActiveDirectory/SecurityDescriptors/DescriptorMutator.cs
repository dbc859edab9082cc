using System.Buffers.Binary;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

/// <summary>
/// Breaks a well-formed descriptor: any byte anywhere, or with knowledge of its structure: sizes, counts, offsets (also into
/// other parts), subauthority counts, ACE types, object flags, cuts and shifts at the borders of parts.
/// </summary>
internal sealed class DescriptorMutator
{
    private readonly byte[] _seed;
    private readonly List<(int At, int Width)> _fields = [(0, 1), (2, 2), (4, 4), (8, 4), (12, 4), (16, 4)];
    private readonly List<int> _borders = [0, 20];

    public DescriptorMutator(byte[] seed)
    {
        _seed = seed;
        foreach (var field in (int[])[4, 8])
        {
            AddSid(BinaryPrimitives.ReadInt32LittleEndian(seed.AsSpan(field)));
        }

        foreach (var field in (int[])[12, 16])
        {
            AddAcl(BinaryPrimitives.ReadInt32LittleEndian(seed.AsSpan(field)));
        }

        _borders.Add(seed.Length);
    }

    /// <summary>A changed copy: one change mostly, so that what lies behind it is still reached; up to four.</summary>
    public byte[] Mutate(Random random)
    {
        var bytes = (byte[])[.. _seed];
        for (var edit = 1 + (random.Next(2) * random.Next(4)); edit > 0 && bytes.Length > 0; edit--)
        {
            bytes = random.Next(8) switch
            {
                0 or 1 => AnyByte(bytes, random),
                2 or 3 or 4 or 5 => AnyField(bytes, random),
                6 => Splice(bytes, random),
                _ => Cut(bytes, random),
            };
        }

        return bytes;
    }

    private static byte[] AnyByte(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        bytes[at] = random.Next(4) switch
        {
            0 => (byte)random.Next(256),
            1 => (byte)(bytes[at] ^ (1 << random.Next(8))),
            2 => 0xFF,
            _ => 0,
        };
        return bytes;
    }

    /// <summary>A size, count, offset, type or revision becomes one that is a little off, at an edge, or means another part.</summary>
    private byte[] AnyField(byte[] bytes, Random random)
    {
        var (at, width) = _fields[random.Next(_fields.Count)];
        if (at + width > bytes.Length)
        {
            return bytes;
        }

        Span<byte> wide = stackalloc byte[4];
        wide.Clear();
        bytes.AsSpan(at, width).CopyTo(wide);
        var value = BinaryPrimitives.ReadInt32LittleEndian(wide);
        var left = bytes.Length - at;
        int[] values =
        [
            0, 1, 2, 3, 4, 7, 8, 12, 15, 16, 19, 20, value - 4, value - 1, value + 1, value + 4, value ^ (1 << random.Next(8 * width)),
            left, left + 1, bytes.Length - 1, bytes.Length, int.MaxValue, int.MinValue, -1, random.Next(256),
            _borders[random.Next(_borders.Count)], _borders[random.Next(_borders.Count)], _borders[random.Next(_borders.Count)] + 2,
        ];
        BinaryPrimitives.WriteInt32LittleEndian(wide, values[random.Next(values.Length)]);
        wide[..width].CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>One part's bytes over another's.</summary>
    private byte[] Splice(byte[] bytes, Random random)
    {
        var from = Math.Min(_borders[random.Next(_borders.Count)], bytes.Length);
        var to = Math.Min(_borders[random.Next(_borders.Count)], bytes.Length);
        var length = Math.Min(random.Next(1, 72), bytes.Length - Math.Max(from, to));
        bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(to));
        return bytes;
    }

    /// <summary>Ends early, or a few bytes go or come at a border, so that all behind it is displaced.</summary>
    private byte[] Cut(byte[] bytes, Random random)
    {
        var border = Math.Min(_borders[random.Next(_borders.Count)], bytes.Length);
        var few = Math.Min(random.Next(1, 9), bytes.Length - border);
        return random.Next(4) switch
        {
            0 => bytes[..random.Next(bytes.Length + 1)],
            1 => bytes[..border],
            2 => [.. bytes[..border], .. bytes[(border + few)..]],
            _ => [.. bytes[..border], .. new byte[few + 1], .. bytes[border..]],
        };
    }

    private void AddSid(int at)
    {
        if (at != 0)
        {
            _borders.Add(at);
            _fields.AddRange([(at, 1), (at + 1, 1)]);
        }
    }

    private void AddAcl(int at)
    {
        if (at == 0)
        {
            return;
        }

        _borders.Add(at);
        _fields.AddRange([(at, 1), (at + 2, 2), (at + 4, 2), (at + 2, 2), (at + 4, 2)]);
        var next = at + 8;
        for (var count = BinaryPrimitives.ReadUInt16LittleEndian(_seed.AsSpan(at + 4)); count > 0; count--)
        {
            var isObject = _seed[next] is 5 or 6 or 7 or 8 or 11 or 12 or 15 or 16;
            var guids = isObject ? (_seed[next + 8] & 1) + ((_seed[next + 8] >> 1) & 1) : 0;
            _borders.Add(next);
            _fields.AddRange([(next, 1), (next + 1, 1), (next + 2, 2)]);
            if (isObject)
            {
                _fields.Add((next + 8, 4));
            }

            AddSid(next + (isObject ? 12 + (16 * guids) : 8));
            next += BinaryPrimitives.ReadUInt16LittleEndian(_seed.AsSpan(next + 2));
        }
    }
}
