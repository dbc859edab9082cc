using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Commands;

/// <summary>Where the relay of one forest keeps its state, and what it is allowed.</summary>
public sealed record RelaySettings
{
    /// <summary>Where plans, approvals and rollback records lie.</summary>
    public required string StateFolder { get; init; }

    /// <summary>What an administrator of the server allows. Default: no file, so nothing is written.</summary>
    public RelayPolicySource Policy { get; init; } = RelayPolicySource.None;

    /// <summary>The connector account as an administrator named it; null: the policy, Entra Connect or discovery tells.</summary>
    public string? ConnectorAccount { get; init; }
}
