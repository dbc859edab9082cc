using System.Text.Json;
using PasswordWriteback.Relay.State;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.KillTarget;

/// <summary>A DACL that a client wrote: an originating update of nTSecurityDescriptor.</summary>
/// <param name="Server">The domain controller that took it.</param>
/// <param name="Dn">The object.</param>
/// <param name="At">When.</param>
internal sealed record WrittenDacl(string Server, string Dn, DateTimeOffset At);

/// <summary>The forest's file: the writes it took on the first line, its state after them on the second. Both are replaced as one.</summary>
/// <param name="Writes">Every DACL that a client wrote, oldest first.</param>
/// <param name="State">The forest, as <see cref="ForestFile"/> writes it.</param>
internal sealed record StoredForest(IReadOnlyList<WrittenDacl> Writes, ReadOnlyMemory<byte> State)
{
    public static StoredForest Read(string path)
    {
        var content = File.ReadAllBytes(path);
        var end = content.AsSpan().IndexOf((byte)'\n');
        return new StoredForest(
            JsonSerializer.Deserialize<List<WrittenDacl>>(content.AsSpan(0, end))!, content.AsMemory(end + 1));
    }

    public ForestState ReadState() => ForestFile.Read(State.Span);

    public void Save(string path) =>
        DurableFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(Writes), (byte)'\n', .. State.Span]);
}
