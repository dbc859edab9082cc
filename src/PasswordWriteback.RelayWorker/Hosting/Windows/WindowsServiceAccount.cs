namespace PasswordWriteback.RelayWorker.Hosting.Windows;

/// <summary>Whom the service runs as. Never an account with a password that somebody would have to know.</summary>
internal static class WindowsServiceAccount
{
    /// <summary>The account that Windows makes for a service of this name: no password, nothing to create, on the network the computer's account.</summary>
    public static string Virtual(string serviceName) => $@"NT SERVICE\{serviceName}";

    /// <summary>The account to run as.</summary>
    /// <param name="named">A group managed service account, <c>DOMAIN\name$</c>; null: the virtual account.</param>
    /// <param name="serviceName">Name of the service.</param>
    /// <exception cref="ServiceControlException">It is an account that needs a password, or that may do everything.</exception>
    public static string Choose(string? named, string serviceName)
    {
        if (named is null || string.Equals(named, Virtual(serviceName), StringComparison.OrdinalIgnoreCase))
        {
            return Virtual(serviceName);
        }

        return named.Split('\\') is [{ Length: > 0 }, [_, .., '$']]
            ? named
            : throw new ServiceControlException(
                ServiceFault.NotSafe,
                $"'{named}' is no group managed service account.",
                @"Give --account DOMAIN\name$, or leave it away for the service's own virtual account. Accounts with a password, and LocalSystem, are not taken.");
    }
}
