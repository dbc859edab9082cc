namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>
/// Tests change their forest, so those of a collection run one after the other. There are two forests, and two such rows side by side:
/// most of their time is waiting for replication.
/// </summary>
public static class Forests
{
    /// <summary>The forest of the relay as a process.</summary>
    public const string OfProcesses = "processes";

    /// <summary>The forest of the relay's parts.</summary>
    public const string OfParts = "parts";
}

/// <summary>Its lab.</summary>
[CollectionDefinition(Forests.OfProcesses)]
public sealed class ForestOfProcesses : ICollectionFixture<SambaLab>;

/// <summary>Its lab.</summary>
[CollectionDefinition(Forests.OfParts)]
public sealed class ForestOfParts : ICollectionFixture<SambaLab>;
