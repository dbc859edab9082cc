using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.Relay.Commands;

/// <summary>What an administrator of the server decided for the commands of one forest.</summary>
public sealed record RelaySettings
{
    /// <summary>Where plans and rollback records lie.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Scopes, profile and what is allowed.</summary>
    public PermissionSettings Permissions { get; init; } = new();

    /// <summary>The connector account as an administrator named it; null: Entra Connect or discovery tells.</summary>
    public string? ConnectorAccount { get; init; }

    /// <summary>Host names of domain controllers that a run waits for besides the PDC emulators and those of Entra Connect.</summary>
    public IReadOnlyList<string> RequiredControllers { get; init; } = [];

    /// <summary>sAMAccountName of the synchronized, licensed, unprivileged user whose resets prove that writeback works; null: none named.</summary>
    public string? CanaryUser { get; init; }
}
