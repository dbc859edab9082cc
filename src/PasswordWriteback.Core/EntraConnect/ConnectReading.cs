using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>An Entra Connect server as the relay on it read it.</summary>
/// <param name="ServerName">Computer name.</param>
/// <param name="InstalledVersion">Version of the running binary.</param>
/// <param name="ConfiguredVersion">Version in the configuration; another one than installed means a half-done upgrade.</param>
/// <param name="Staging">Whether the server is in staging mode.</param>
/// <param name="WritebackEnabled">The password writeback switch.</param>
/// <param name="TenantId">The tenant that its Entra connector is bound to; null when not read.</param>
/// <param name="Connectors">Its Active Directory connectors, one per forest.</param>
/// <param name="Settings">The rest of the configuration, flattened to name and value, for the before/after comparison.</param>
public sealed record ConnectReading(
    string ServerName,
    string InstalledVersion,
    string ConfiguredVersion,
    bool Staging,
    bool WritebackEnabled,
    Guid? TenantId,
    IReadOnlyList<DirectoryConnector> Connectors,
    IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Version that the installer left in the registry; null when not read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RegistryVersion { get; init; }

    /// <summary>Name of the Entra connector, that cmdlets want; null when not read. Its identifier is fixed, its name is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EntraConnector { get; init; }

    /// <summary>The tenant's domain that the Entra connector is named after (<c>contoso.onmicrosoft.com - AAD</c>); null when it is named otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EntraDomain { get; init; }

    /// <summary>The scheduler; null when not read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConnectScheduler? Scheduler { get; init; }

    /// <summary>The parameter sets of the cmdlet that turns the switch, as this build has them; null when not read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CmdletParameterSet>? SwitchCmdlet { get; init; }

    /// <summary>Version of the Cloud Sync agent on this server, empty when it is not known; null when there is no agent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CloudSyncAgent { get; init; }

    /// <summary>What of the configuration could not be read and why, one sentence each; null when nothing is missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Gaps { get; init; }
}

/// <summary>The scheduler of Entra Connect.</summary>
/// <param name="CycleEnabled">Whether it runs synchronization cycles.</param>
/// <param name="Suspended">Whether it is suspended, as the wizard does while it is open.</param>
public sealed record ConnectScheduler(bool CycleEnabled, bool Suspended);

/// <summary>A parameter set of a cmdlet.</summary>
/// <param name="Parameters">Names of all its parameters but the common ones.</param>
/// <param name="Mandatory">Names of those that must be given.</param>
public sealed record CmdletParameterSet(IReadOnlyList<string> Parameters, IReadOnlyList<string> Mandatory);

/// <summary>An Active Directory connector of Entra Connect.</summary>
/// <param name="Forest">DNS name of the forest.</param>
/// <param name="AccountName">The connector account as <c>DOMAIN\name</c>.</param>
/// <param name="Containers">Distinguished names that are synchronized.</param>
/// <param name="PreferredControllers">Domain controllers that the connector may use; empty when any.</param>
/// <param name="LastUsedController">The domain controller of the last run; null when not known.</param>
public sealed record DirectoryConnector(
    string Forest,
    string AccountName,
    IReadOnlyList<string> Containers,
    IReadOnlyList<string> PreferredControllers,
    string? LastUsedController)
{
    /// <summary>Name of the connector; null when not read. The wizard takes the forest's name, people rename it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>SID of the connector account; null where this server could not resolve it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AccountSid { get; init; }

    /// <summary>Distinguished names below the containers that are left out; null when not read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ExcludedContainers { get; init; }

    /// <summary>When the connector was made; null when not read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CreatedAt { get; init; }
}
