using System.Globalization;

namespace PasswordWriteback.RelayWorker.Hosting.Systemd;

/// <summary>Reads what <c>systemctl show</c> prints.</summary>
internal static class SystemdShow
{
    /// <summary>The status in it.</summary>
    public static ServiceStatus Read(string output)
    {
        var values = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var state = values.GetValueOrDefault("ActiveState") switch
        {
            "active" or "reloading" or "refreshing" => ServiceState.Running,
            "activating" => ServiceState.Starting,
            "deactivating" => ServiceState.Stopping,
            "failed" => ServiceState.Failed,
            _ => ServiceState.Stopped,
        };
        return new ServiceStatus(
            state,
            values.GetValueOrDefault("UnitFileState") == "enabled",
            values.GetValueOrDefault("User") is { Length: > 0 } user ? user : null,
            ProcessId: Number(values, "MainPID") is > 0 and var process ? process : null,
            ExitCode: state is ServiceState.Failed or ServiceState.Stopped ? Number(values, "ExecMainStatus") : null);
    }

    private static int? Number(Dictionary<string, string> values, string name) =>
        int.TryParse(values.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
