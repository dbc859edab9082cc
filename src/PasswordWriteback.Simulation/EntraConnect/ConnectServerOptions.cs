namespace PasswordWriteback.Simulation.EntraConnect;

/// <summary>What a simulated Entra Connect server is like.</summary>
public sealed record ConnectServerOptions
{
    /// <summary>DNS name of the forest that its Active Directory connector is for.</summary>
    public required string Forest { get; init; }

    /// <summary>The connector account, as <c>DOMAIN\name</c>.</summary>
    public required string Account { get; init; }

    /// <summary>Distinguished names that are synchronized.</summary>
    public required IReadOnlyList<string> Containers { get; init; }

    /// <summary>Domain controllers that the connector may use, of any domain of the forest; empty when any.</summary>
    public IReadOnlyList<string> PreferredControllers { get; init; } = [];

    /// <summary>The domain controller of the last run.</summary>
    public string? LastUsedController { get; init; }

    /// <summary>Computer name.</summary>
    public string ServerName { get; init; } = "ZRH-SYNC1";

    /// <summary>Version of the running binary.</summary>
    public string InstalledVersion { get; init; } = "2.6.84.0";

    /// <summary>Version in the configuration; that of the binary unless set.</summary>
    public string? ConfiguredVersion { get; init; }

    /// <summary>Staging mode: the switch can be turned, but nothing is written back.</summary>
    public bool Staging { get; init; }

    /// <summary>The tenant that its Entra connector is bound to.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>Whether the switch is on from the beginning.</summary>
    public bool WritebackEnabled { get; init; }

    /// <summary>Another active server that has taken this one's listener on the service bus; null when there is none.</summary>
    public string? ListenerTakenBy { get; init; }

    /// <summary>A setting that somebody else changes in the very moment in which the switch is turned; null for none.</summary>
    public KeyValuePair<string, string>? ChangedAlongside { get; init; }
}
