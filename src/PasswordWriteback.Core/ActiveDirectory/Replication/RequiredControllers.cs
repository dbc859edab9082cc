using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;

namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>
/// The domain controllers that a run waits for: the PDC emulator, those that Entra Connect prefers or used last, and those
/// that an administrator named. Where it is not known which ones Entra Connect uses in a domain, it may use any: then every
/// writable one is required. Read-only ones never are.
/// </summary>
public static class RequiredControllers
{
    /// <summary>The reason of a controller that is required only because it is not known which ones Entra Connect uses.</summary>
    public const string MayBeUsed = "Entra Connect may use it";

    /// <summary>The required controllers of a domain by host name, with the reason for each.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="connect">Entra Connect's configuration; null where it is not known.</param>
    /// <param name="named">Host names that an administrator named.</param>
    public static IReadOnlyDictionary<string, string> Of(
        DirectoryDomain domain, ConnectReading? connect, IReadOnlyList<string> named)
    {
        ArgumentNullException.ThrowIfNull(domain);
        ArgumentNullException.ThrowIfNull(named);
        var required = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var writable = domain.Controllers.Where(controller => !controller.IsReadOnly).ToList();
        var usedHere = UsedBy(connect, domain);
        Add(writable.Where(controller => controller.IsPdcEmulator), "PDC emulator");
        Add(usedHere, "used by Entra Connect");
        if (usedHere.Count == 0)
        {
            Add(writable.Where(controller => !controller.IsPdcEmulator), MayBeUsed);
        }

        Add(writable.Where(controller => named.Any(name => Names(name, controller))), "named by an administrator");
        return required;

        void Add(IEnumerable<DomainController> controllers, string because)
        {
            foreach (var controller in controllers)
            {
                required[controller.HostName] = required.TryGetValue(controller.HostName, out var known) ? $"{known}, {because}" : because;
            }
        }
    }

    /// <summary>The writable controllers of a domain that Entra Connect uses: the last used one first, then those that it prefers. Empty where that is not known.</summary>
    /// <param name="connect">Entra Connect's configuration; null where it is not known.</param>
    /// <param name="domain">The domain.</param>
    public static IReadOnlyList<DomainController> UsedBy(ConnectReading? connect, DirectoryDomain domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var connectors = connect?.Connectors ?? [];
        return
        [
            .. connectors.Select(connector => connector.LastUsedController).OfType<string>()
                .Concat(connectors.SelectMany(connector => connector.PreferredControllers))
                .Select(name => domain.Controllers.FirstOrDefault(controller => !controller.IsReadOnly && Names(name, controller)))
                .OfType<DomainController>()
                .DistinctBy(controller => controller.HostName, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>Whether a person may release it: it is waited for, and cannot be asked. One that answers and lags is waited for.</summary>
    public static bool MayBeReleased(ControllerConfirmation controller)
    {
        ArgumentNullException.ThrowIfNull(controller);
        return controller is { Required: true, State: ConfirmationState.Unreachable or ConfirmationState.Abandoned };
    }

    /// <summary>The first name that is no writable domain controller of the forest: nobody would ever be waited for under it. Null when all are.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="named">Host names that an administrator named; short ones, too.</param>
    public static string? FindUnknown(DirectoryForest forest, IReadOnlyList<string> named)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ArgumentNullException.ThrowIfNull(named);
        var writable = forest.Domains.SelectMany(domain => domain.Controllers).Where(controller => !controller.IsReadOnly).ToList();
        return named.FirstOrDefault(name => !writable.Exists(controller => Names(name, controller)));
    }

    // A short name stands for the host of that name.
    private static bool Names(string name, DomainController controller) =>
        string.Equals(name, controller.HostName, StringComparison.OrdinalIgnoreCase)
        || controller.HostName.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase);
}
