using PasswordWriteback.Core;
using PasswordWriteback.RelayWorker.Hosting;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>What a service manager says of the service, in one line.</summary>
internal static class ServiceLine
{
    public static string Of(string name, Reading<ServiceStatus> reading)
    {
        if (!reading.IsKnown)
        {
            return $"Service {name}: unknown: {reading.UnknownReason}";
        }

        var service = reading.Value;
        if (service.State == ServiceState.NotInstalled)
        {
            return $"Service {name}: not installed";
        }

        string?[] parts =
        [
            service.State.ToString().ToLowerInvariant(),
            service.StartsWithMachine ? "starts with the machine" : "does not start with the machine",
            service.Account is { } account ? $"as {account}" : null,
            service.ProcessId is { } process ? $"process {process}" : null,
            service.ExitCode is { } code ? $"ended with {code}" : null,
        ];
        return $"Service {name}: {string.Join(", ", parts.Where(part => part is not null))}";
    }
}
