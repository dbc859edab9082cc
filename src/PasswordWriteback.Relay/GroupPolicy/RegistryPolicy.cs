using System.Buffers.Binary;
using System.Text;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>One instruction of a Registry.pol.</summary>
/// <param name="Key">Key below HKEY_LOCAL_MACHINE (machine part of a policy).</param>
/// <param name="ValueName">Name of the value, or an instruction such as <c>**del.NAME</c>; empty for the key alone.</param>
/// <param name="Type">Registry type: 1 REG_SZ, 2 REG_EXPAND_SZ, 3 REG_BINARY, 4 REG_DWORD, 7 REG_MULTI_SZ, 11 REG_QWORD.</param>
/// <param name="Data">The data as stored.</param>
public sealed record RegistryPolicyEntry(string Key, string ValueName, uint Type, ReadOnlyMemory<byte> Data)
{
    private const uint Text = 1;
    private const uint ExpandableText = 2;

    /// <summary>The data of a text value without its terminator; null for another type.</summary>
    public string? TextData => Type is Text or ExpandableText && Data.Length % 2 == 0 ? Encoding.Unicode.GetString(Data.Span).TrimEnd('\0') : null;
}

/// <summary>
/// Reads Registry.pol (MS-GPREG 2.2.1): signature <c>PReg</c>, version 1, then instructions
/// <c>[key;value;type;size;data]</c>, all text and punctuation in UTF-16LE, key and value ended by a zero.
/// </summary>
public static class RegistryPolicy
{
    private const uint Signature = 0x67655250;
    private const uint Version = 1;
    private const int HeaderBytes = 8;

    /// <summary>Reads the instructions in stored order, which is the order in which they are carried out.</summary>
    /// <exception cref="GroupPolicyFormatException">It is no Registry.pol, or is cut off or damaged.</exception>
    public static IReadOnlyList<RegistryPolicyEntry> Parse(ReadOnlyMemory<byte> file)
    {
        var reader = new Reader(file);
        if (reader.Number("the signature") != Signature)
        {
            throw Wrong(0, "it does not begin with PReg");
        }

        if (reader.Number("the version") is var version && version != Version)
        {
            throw Wrong(4, $"it has version {version}; version 1 is the only one there is");
        }

        var entries = new List<RegistryPolicyEntry>();
        while (reader.Position < file.Length)
        {
            entries.Add(reader.Entry());
        }

        return entries;
    }

    /// <summary>What the instructions leave in a value; null when they do not set it, or delete it at last.</summary>
    public static RegistryPolicyEntry? Find(IReadOnlyList<RegistryPolicyEntry> entries, string key, string valueName)
    {
        ArgumentNullException.ThrowIfNull(entries);
        RegistryPolicyEntry? found = null;
        foreach (var entry in entries.Where(entry => Same(entry.Key, key)))
        {
            if (Same(entry.ValueName, valueName))
            {
                found = entry;
            }
            else if (Same(entry.ValueName, $"**del.{valueName}") || Same(entry.ValueName, "**delvals.") || Names(entry, valueName))
            {
                found = null;
            }
        }

        return found;
    }

    private static bool Names(RegistryPolicyEntry entry, string valueName) => Same(entry.ValueName, "**DeleteValues")
        && (entry.TextData ?? string.Empty).Split(';').Any(name => Same(name.Trim(), valueName));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static GroupPolicyFormatException Wrong(int position, string what) =>
        new(GroupPolicyPart.RegistryPolicy, position, $"Registry.pol cannot be read: {what}, at byte {position}.");

    private sealed class Reader(ReadOnlyMemory<byte> file)
    {
        public int Position { get; private set; }

        public RegistryPolicyEntry Entry()
        {
            Expect('[');
            var key = Text("a key");
            Expect(';');
            var value = Text("the name of a value");
            Expect(';');
            var type = Number("a type");
            Expect(';');
            var size = Number("a size");
            Expect(';');
            if (size > (uint)(file.Length - Position))
            {
                throw Wrong(Position, $"{size} bytes of data are announced, and {file.Length - Position} are left");
            }

            var data = file.Slice(Position, (int)size);
            Position += (int)size;
            Expect(']');
            return new RegistryPolicyEntry(key, value, type, data);
        }

        public uint Number(string what)
        {
            var number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));
            Position += 4;
            return number;
        }

        private void Expect(char mark)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(Take(2, $"'{mark}'")) != mark)
            {
                throw Wrong(Position, $"'{mark}' is missing");
            }

            Position += 2;
        }

        private string Text(string what)
        {
            var start = Position;
            while (BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what)) != 0)
            {
                Position += 2;
            }

            Position += 2;
            return Encoding.Unicode.GetString(file.Span[start..(Position - 2)]);
        }

        private ReadOnlySpan<byte> Take(int bytes, string what) => file.Length - Position >= bytes
            ? file.Span.Slice(Position, bytes)
            : throw Wrong(Position, Position < HeaderBytes ? "its header is cut off" : $"it is cut off in {what}");
    }
}
