namespace PasswordWriteback.RelayWorker.Hosting.Systemd;

/// <summary>Whom a service of systemd runs as.</summary>
internal static class SystemdAccount
{
    private const int LongestName = 32;

    /// <summary>The name, if it can stand in a unit and is not root.</summary>
    /// <exception cref="ServiceControlException">It cannot.</exception>
    public static string Choose(string user) => user.Length is > 0 and <= LongestName
        && user != "root"
        && (char.IsAsciiLetterLower(user[0]) || user[0] == '_')
        && user.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_')
            ? user
            : throw new ServiceControlException(
                ServiceFault.NotSafe, $"'{user}' is no user that the relay may run as.", $"Give the name of a local user other than root, or leave --account away for '{SystemdServiceControl.DefaultUser}'.");
}
