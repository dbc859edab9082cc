using System.Collections.ObjectModel;

namespace PasswordWriteback.Relay.Policy;

/// <summary>Where the relay's policy comes from. It is read anew for every decision, so a change holds from the next command on.</summary>
public sealed class RelayPolicySource
{
    private readonly Func<PolicyState> _read;

    private RelayPolicySource(Func<PolicyState> read) => _read = read;

    /// <summary>No file: <see cref="RelayPolicy.Safest"/>.</summary>
    public static RelayPolicySource None { get; } = Of(RelayPolicy.Safest);

    /// <summary>The policy of a file. A file that is absent is <see cref="RelayPolicy.Safest"/>; one that cannot be relied on refuses every write.</summary>
    public static RelayPolicySource File(string path) => new(() => RelayPolicyFile.Read(path));

    /// <summary>A policy that the caller decided, where the relay is part of a program that is no service.</summary>
    public static RelayPolicySource Of(RelayPolicy policy)
    {
        var state = new PolicyState(policy, PolicyState.NoFile, Problem: null, Path: null, ReadOnlyDictionary<string, int>.Empty);
        return new RelayPolicySource(() => state);
    }

    /// <summary>The policy as it stands now. Never throws for what is in the file.</summary>
    public PolicyState Read() => _read();
}
