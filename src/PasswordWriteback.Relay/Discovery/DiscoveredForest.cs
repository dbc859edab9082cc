using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>What discovery found, and what it could not read.</summary>
/// <param name="Forest">The forest. The SID of a domain that no controller answered for is empty, and it has no PDC emulator.</param>
/// <param name="Gaps">What could not be read and why, one sentence each; empty when everything was.</param>
public sealed record DiscoveredForest(DirectoryForest Forest, IReadOnlyList<string> Gaps);
