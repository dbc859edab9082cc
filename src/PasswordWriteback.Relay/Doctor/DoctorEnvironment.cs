using System.Net;
using System.Runtime.Versioning;
using System.Security;
using Microsoft.Win32;
using PasswordWriteback.Core;

namespace PasswordWriteback.Relay.Doctor;

/// <summary>What the doctor asks of the machine itself.</summary>
public sealed record DoctorEnvironment
{
    /// <summary>Whether this is Windows.</summary>
    public required bool IsWindows { get; init; }

    /// <summary>DNS name of this machine.</summary>
    public required string HostName { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Reads a value below HKEY_LOCAL_MACHINE (64-bit view); null inside a known reading: it is not there. Null: there is no registry.</summary>
    public required Func<string, string, Reading<RegistryData>>? Registry { get; init; }

    /// <summary>Reads a text file; null: it is not there.</summary>
    public required Func<string, string?> ReadText { get; init; }

    /// <summary>The proxy that .NET uses.</summary>
    public required IWebProxy Proxy { get; init; }

    /// <summary>Looks a name up.</summary>
    public required Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>This machine.</summary>
    public static DoctorEnvironment OfThisMachine(TimeProvider time) => new()
    {
        IsWindows = OperatingSystem.IsWindows(),
        HostName = DnsName(),
        Variable = Environment.GetEnvironmentVariable,
        Registry = OperatingSystem.IsWindows() ? ReadRegistry : null,
        ReadText = path => File.Exists(path) ? File.ReadAllText(path) : null,
        Proxy = HttpClient.DefaultProxy,
        Resolve = Dns.GetHostAddressesAsync,
        Time = time,
    };

    private static string DnsName()
    {
        var properties = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties();
        return properties.DomainName is { Length: > 0 } domain && domain != "(none)" && !properties.HostName.Contains('.', StringComparison.Ordinal)
            ? $"{properties.HostName}.{domain}"
            : properties.HostName;
    }

    [SupportedOSPlatform("windows")]
    private static Reading<RegistryData> ReadRegistry(string key, string value)
    {
        try
        {
            using var machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
            using var opened = machine.OpenSubKey(key);
            return Reading.Known(new RegistryData(opened?.GetValue(value)));
        }
        catch (Exception closed) when (closed is SecurityException or UnauthorizedAccessException or IOException)
        {
            return Reading.Unknown<RegistryData>($@"HKLM\{key}\{value} cannot be read: {closed.Message}");
        }
    }
}

/// <summary>A registry value.</summary>
/// <param name="Value">As .NET gives it: <see cref="int"/>, <see cref="string"/> or bytes; null when it is not there.</param>
public sealed record RegistryData(object? Value);
