using System.Text.Json;

namespace PasswordWriteback.PowerShellStandIn;

/// <summary>What the stand-in does when it is asked for something.</summary>
public enum Behaviour
{
    /// <summary>What the cmdlets do by their documentation.</summary>
    Obeys,

    /// <summary>The same, with warnings, progress and foreign lines around the answer.</summary>
    Chatters,

    /// <summary>Text that is no answer.</summary>
    Garbage,

    /// <summary>Never ends, and has started a process that never ends either.</summary>
    Hangs,

    /// <summary>Answers, and leaves a process that holds its output open.</summary>
    LeavesProcess,

    /// <summary>Writes without end.</summary>
    Floods,

    /// <summary>Ends with an error record of the world's choice.</summary>
    Fails,

    /// <summary>Reports success and does nothing.</summary>
    Pretends,

    /// <summary>Does it, and dies before it answers.</summary>
    DoesAndDies,

    /// <summary>Does it while somebody else changes a container.</summary>
    DoesWhileAnotherChanges,
}

/// <summary>An error record.</summary>
public sealed record StandInError(string Id, string Type, string Category, string Command, string Message)
{
    /// <summary>Type of the innermost exception; null when it is the exception itself.</summary>
    public string? Cause { get; init; }

    /// <summary>Assembly that threw it; null for one of the cmdlet.</summary>
    public string? Source { get; init; }
}

/// <summary>An Active Directory connector.</summary>
public sealed record StandInConnector(string Identifier, string Name, string Forest, string Account, string[] Included)
{
    /// <summary>SID of the account; null when it cannot be resolved.</summary>
    public string? Sid { get; init; }

    /// <summary>Preferred domain controllers.</summary>
    public string[] Preferred { get; init; } = [];

    /// <summary>The domain controller of the last run.</summary>
    public string? LastUsed { get; init; }
}

/// <summary>An Entra Connect server, kept in a file beside the executable that a test starts.</summary>
public sealed record StandInServer
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "server.json";

    /// <summary>Name of the file that names the processes that were left to hang.</summary>
    public const string PidsFile = "pids";

    /// <summary>How it reads.</summary>
    public Behaviour Read { get; set; }

    /// <summary>How it turns the switch.</summary>
    public Behaviour Turn { get; set; }

    /// <summary>The error record of <see cref="Behaviour.Fails"/>.</summary>
    public StandInError? Error { get; set; }

    /// <summary>Whether the module ADSync is there.</summary>
    public bool Installed { get; set; } = true;

    /// <summary>Whether the service is there although the module is not: half of an installation.</summary>
    public bool ServiceLeft { get; set; }

    /// <summary>The switch.</summary>
    public bool Enabled { get; set; }

    /// <summary>Staging mode.</summary>
    public bool Staging { get; set; }

    /// <summary>Version of the binary.</summary>
    public string Binary { get; set; } = "2.6.84.0";

    /// <summary>Version of the configuration.</summary>
    public string Configured { get; set; } = "2.6.84.0";

    /// <summary>Version in the registry.</summary>
    public string Registry { get; set; } = "2.6.84.0";

    /// <summary>Name of the Entra connector; null when there is none.</summary>
    public string? EntraConnector { get; set; } = "contoso.onmicrosoft.com - AAD";

    /// <summary>Parameters that the switch's cmdlet demands besides connector and position.</summary>
    public string[] Demands { get; set; } = [];

    /// <summary>Version of the Cloud Sync agent; null without one.</summary>
    public string? CloudSync { get; set; }

    /// <summary>Whether the configuration export fails.</summary>
    public bool ExportFails { get; set; }

    /// <summary>The Active Directory connectors.</summary>
    public List<StandInConnector> Connectors { get; set; } =
    [
        new("11111111-0000-0000-0000-000000000001", "contoso.example", "contoso.example", @"CONTOSO\MSOL_0123456789ab", ["OU=Staff,DC=contoso,DC=example"])
        {
            Sid = "S-1-5-21-1-2-3-1105",
            Preferred = ["dc1.contoso.example"],
            LastUsed = "dc2.contoso.example",
        },
    ];

    /// <summary>How often it was asked to turn the switch.</summary>
    public int Turned { get; set; }

    /// <summary>What was wrong with the way in which it was called.</summary>
    public List<string> Complaints { get; set; } = [];

    /// <summary>Reads the file.</summary>
    public static StandInServer Load(string folder) =>
        JsonSerializer.Deserialize<StandInServer>(File.ReadAllText(Path.Combine(folder, FileName))) ?? throw new InvalidDataException("No server.");

    /// <summary>Writes the file.</summary>
    public void Save(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this));
}
