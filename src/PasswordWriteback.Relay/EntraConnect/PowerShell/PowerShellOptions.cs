namespace PasswordWriteback.Relay.EntraConnect.PowerShell;

/// <summary>
/// How Windows PowerShell is run. The executable is no setting of any file: who could change such a file would choose what a
/// tier-0 service starts. A host that is not the product (tests) names another one here.
/// </summary>
public sealed record PowerShellOptions
{
    /// <summary>Full path of the executable; by default that of Windows PowerShell 5.1 in the system folder, never one found by PATH.</summary>
    public string Executable { get; init; } = Path.Combine(Environment.SystemDirectory, "WindowsPowerShell", "v1.0", "powershell.exe");

    /// <summary>Most characters that it may write before it is ended. Default: 16 Mi.</summary>
    public int OutputCap { get; init; } = 16 * 1024 * 1024;
}
