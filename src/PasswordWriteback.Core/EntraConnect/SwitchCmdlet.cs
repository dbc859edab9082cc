namespace PasswordWriteback.Core.EntraConnect;

/// <summary>
/// The cmdlet that turns password writeback on and off. It is missing from today's reference; older Microsoft pages have it with
/// the parameters below and say that it may ask for a cloud administrator. Newer builds made related cmdlets demand an
/// interactive sign-in (2.6.84.0), so what it wants is read from the installed build, never assumed.
/// </summary>
public static class SwitchCmdlet
{
    /// <summary>Its name.</summary>
    public const string Name = "Set-ADSyncAADPasswordResetConfiguration";

    /// <summary>The cmdlet that reads the switch.</summary>
    public const string Reader = "Get-ADSyncAADPasswordResetConfiguration";

    /// <summary>The parameters that this product gives.</summary>
    public static readonly IReadOnlyList<string> Given = ["Connector", "Enable"];

    /// <summary>Whether one of its parameter sets takes connector and position, and demands nothing else.</summary>
    public static bool RunsUnattended(IReadOnlyList<CmdletParameterSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return sets.Any(set => TakesWhatIsGiven(set) && Demanded(set).Count == 0);
    }

    /// <summary>What it demands besides; empty when it runs unattended.</summary>
    public static IReadOnlyList<string> Demands(IReadOnlyList<CmdletParameterSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        return sets.Where(TakesWhatIsGiven).Select(Demanded).MinBy(demanded => demanded.Count) ?? [];
    }

    /// <summary>The command as a person types it; what only that person knows stands in angle brackets.</summary>
    /// <param name="connector">Name of the Entra connector.</param>
    /// <param name="enable">On or off.</param>
    /// <param name="demanded">Further parameters that the cmdlet wants.</param>
    public static string Typed(string connector, bool enable, IReadOnlyList<string> demanded)
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(demanded);
        var further = string.Concat(demanded.Select(name => name.Contains("Credential", StringComparison.OrdinalIgnoreCase)
            ? $" -{name} (Get-Credential)"
            : $" -{name} '<{name}>'"));
        return $"{Name} -Connector {Quote(connector)} -Enable {(enable ? "$true" : "$false")}{further}";
    }

    /// <summary>Text as a literal of PowerShell, which also takes typographic apostrophes as quotes.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return $"'{string.Concat(text.Select(character => IsQuote(character) ? $"{character}{character}" : character.ToString()))}'";
    }

    private static bool IsQuote(char character) => character is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B';

    private static bool TakesWhatIsGiven(CmdletParameterSet set) =>
        Given.All(name => set.Parameters.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static List<string> Demanded(CmdletParameterSet set) =>
        [.. set.Mandatory.Except(Given, StringComparer.OrdinalIgnoreCase)];
}
