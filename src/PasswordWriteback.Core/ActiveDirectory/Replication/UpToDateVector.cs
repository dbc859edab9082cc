using System.Buffers.Binary;

namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>How far a domain controller has followed another one.</summary>
/// <param name="InvocationId">Database of the other one.</param>
/// <param name="Usn">Every originating change there up to this number has arrived.</param>
/// <param name="LastSuccess">When it last heard from there, directly or not; null in version 1 of the vector, and when never.</param>
public sealed record ReplicationCursor(Guid InvocationId, long Usn, DateTimeOffset? LastSuccess);

/// <summary>Reads the binary attribute <c>replUpToDateVector</c> of a naming context's head (MS-DRSR 4.1.10.2.11 UPTODATE_VECTOR, versions 1 and 2).</summary>
public static class UpToDateVector
{
    private const int HeaderLength = 16;
    private const long UnixEpoch = 116_444_736_000_000_000;
    private const long LargestSeconds = 250_000_000_000;
    private const long MostFileTime = 2_650_467_744_000_000_000;
    private static readonly DateTimeOffset Epoch = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The cursors, in stored order.</summary>
    /// <exception cref="FormatException">The bytes are no such vector.</exception>
    public static IReadOnlyList<ReplicationCursor> Parse(ReadOnlySpan<byte> vector)
    {
        if (vector.Length < HeaderLength)
        {
            throw new FormatException($"replUpToDateVector has {vector.Length} bytes; its header alone has {HeaderLength}.");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(vector);
        var length = version switch
        {
            1 => 24,
            2 => 32,
            _ => throw new FormatException($"replUpToDateVector has version {version}; 1 and 2 are known."),
        };
        var count = BinaryPrimitives.ReadUInt32LittleEndian(vector[8..]);
        if (count > (vector.Length - HeaderLength) / length)
        {
            throw new FormatException($"replUpToDateVector says {count} cursors, but has {vector.Length} bytes.");
        }

        var cursors = new ReplicationCursor[count];
        for (var index = 0; index < cursors.Length; index++)
        {
            var cursor = vector.Slice(HeaderLength + (index * length), length);
            cursors[index] = new ReplicationCursor(
                new Guid(cursor[..16]),
                BinaryPrimitives.ReadInt64LittleEndian(cursor[16..]),
                version == 2 ? Time(BinaryPrimitives.ReadInt64LittleEndian(cursor[24..])) : null);
        }

        return cursors;
    }

    // By the specification (MS-DRSR 5.203) a DSTIME, seconds since 1601; Samba writes a file time of 100 ns. No value is a likely date in
    // both: the limit is the year 9523 in seconds, and seven hours into 1601 as a file time. Zero stands for never, as does the beginning of
    // 1970, which Samba writes for it.
    private static DateTimeOffset? Time(long value) => value switch
    {
        0 or UnixEpoch => null,
        > 0 and < LargestSeconds => Epoch.AddSeconds(value),
        >= LargestSeconds and < MostFileTime => DateTimeOffset.FromFileTime(value).ToUniversalTime(),
        _ => throw new FormatException($"replUpToDateVector holds an impossible time: {value}."),
    };
}
