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
    IReadOnlyDictionary<string, string> Settings);

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
    string? LastUsedController);

/// <summary>What turning the switch did.</summary>
/// <param name="Before">Configuration before.</param>
/// <param name="After">Configuration read back.</param>
/// <param name="OtherDifferences">Settings besides the switch that differ, one sentence each; must be empty.</param>
public sealed record ConnectSwitchResult(ConnectReading Before, ConnectReading After, IReadOnlyList<string> OtherDifferences);
