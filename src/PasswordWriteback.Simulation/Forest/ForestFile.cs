using System.Text.Json;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Forest;

/// <summary>A forest as JSON: everything that it takes to go on from there.</summary>
public static class ForestFile
{
    /// <summary>Writes a forest's present state.</summary>
    public static byte[] Write(SimulatedForest forest)
    {
        ArgumentNullException.ThrowIfNull(forest);
        return forest.Read(state => JsonSerializer.SerializeToUtf8Bytes(state));
    }

    /// <summary>Reads a state; hand it to a new <see cref="SimulatedForest"/>.</summary>
    /// <exception cref="JsonException">Not a forest's state.</exception>
    public static ForestState Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<ForestState>(json) ?? throw new JsonException("The file holds no forest.");
}
