using System.Xml;
using System.Xml.Linq;

namespace PasswordWriteback.Relay.Doctor.Outbound;

/// <summary>Which proxy is configured, and where: environment, WinHTTP, .NET Framework, and what the relay itself uses.</summary>
internal sealed class ProxyCheck(DoctorEnvironment environment, Uri cloud)
{
    private const string MachineConfig = @"C:\Windows\Microsoft.NET\Framework64\v4.0.30319\Config\machine.config";
    private static readonly string[] Variables = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

    public DoctorCheck Check => new(
        "proxy",
        "Windows, .NET Framework (Entra Connect) and the relay each have a proxy setting of their own. One that differs is a common reason why one of them reaches the cloud and another does not.",
        (lines, _) =>
        {
            Look(lines);
            return Task.CompletedTask;
        });

    /// <summary>An address without user name and password.</summary>
    internal static string WithoutSecrets(string proxy)
    {
        var at = proxy.LastIndexOf('@');
        var scheme = proxy.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? proxy : $"{(scheme >= 0 && scheme < at ? proxy[..(scheme + 3)] : string.Empty)}…@{proxy[(at + 1)..]}";
    }

    private void Look(CheckLines lines)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in Variables)
        {
            if (environment.Variable(name) is { Length: > 0 } value && seen.Add(name))
            {
                lines.Ok($"environment {name}", WithoutSecrets(value));
            }
        }

        if (seen.Count == 0)
        {
            lines.Ok("environment", "Neither HTTPS_PROXY nor ALL_PROXY nor NO_PROXY is set.");
        }

        var used = environment.Proxy.IsBypassed(cloud) ? null : environment.Proxy.GetProxy(cloud);
        lines.Ok("relay", used is null || used == cloud ? $"It reaches {cloud.Host} without a proxy." : $"It reaches {cloud.Host} through {used.Scheme}://{used.Host}:{used.Port}.");
        if (environment.Registry is null)
        {
            lines.NotApplicable("WinHTTP", "Only Windows has it.");
            lines.NotApplicable("machine.config", "Only Windows has .NET Framework.");
            return;
        }

        ReadWinHttp(lines);
        ReadMachineConfig(lines);
    }

    private void ReadWinHttp(CheckLines lines)
    {
        var read = environment.Registry!(WinHttpProxy.Key, WinHttpProxy.Value);
        if (!read.IsKnown)
        {
            lines.Unknown("WinHTTP", read.UnknownReason, "netsh winhttp show proxy");
        }
        else if (read.Value.Value is null)
        {
            lines.Ok("WinHTTP", "No proxy.");
        }
        else if (read.Value.Value is byte[] bytes && WinHttpProxy.Parse(bytes) is { } proxy)
        {
            lines.Ok("WinHTTP", proxy.Proxy is null ? "No proxy." : $"{WithoutSecrets(proxy.Proxy)}{(proxy.Bypass is null ? string.Empty : $", past it: {proxy.Bypass}")}");
        }
        else
        {
            lines.Unknown("WinHTTP", "The setting is not of the form that is known here.", "netsh winhttp show proxy");
        }
    }

    private void ReadMachineConfig(CheckLines lines)
    {
        try
        {
            var settings = environment.ReadText(MachineConfig) is { } text
                ? XDocument.Parse(text).Descendants("defaultProxy").FirstOrDefault()
                : null;
            var address = settings?.Element("proxy")?.Attribute("proxyaddress")?.Value;
            lines.Ok("machine.config", address is null ? "No proxy for .NET Framework." : WithoutSecrets(address));
        }
        catch (XmlException damaged)
        {
            lines.Failed("machine.config", $"{MachineConfig} is damaged: {damaged.Message}", "Repair the file: programs of .NET Framework, Entra Connect among them, do not start with it.");
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            lines.Unknown("machine.config", closed.Message, "Run it as an administrator of this server.");
        }
    }
}
