using System.Diagnostics;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>A password in memory. It has no text form, so no log, report, exception or JSON document can show it.</summary>
/// <param name="value">The password.</param>
[DebuggerDisplay("***")]
public sealed class Secret(string value)
{
    /// <summary>Three stars.</summary>
    public override string ToString() => "***";

    /// <summary>The password itself, for the bind alone.</summary>
    internal string Reveal() => value;
}
