namespace PasswordWriteback.Relay.Doctor.Outbound;

/// <summary>Which cloud the tenant is in.</summary>
public enum EntraCloud
{
    /// <summary>The global one.</summary>
    Global,

    /// <summary>US Government.</summary>
    UsGovernment,

    /// <summary>China, operated by 21Vianet.</summary>
    China,
}

/// <summary>A host that has to be reachable from this server.</summary>
/// <param name="Host">DNS name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Purpose">What for, in a few words.</param>
public sealed record OutboundTarget(string Host, int Port, string Purpose)
{
    /// <summary>Port of HTTPS.</summary>
    public const int Https = 443;

    /// <summary>Whether TLS is spoken there. Only loopback addresses of a test host do without.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>File with the only certificate authorities to trust (PEM); null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>As <c>host:port</c>.</summary>
    public override string ToString() => $"{Host}:{Port}";

    /// <summary>The host of an address.</summary>
    public static OutboundTarget Of(Uri address, string purpose, string? caFile)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new OutboundTarget(address.Host, address.Port, purpose) { Tls = address.Scheme == Uri.UriSchemeHttps, CaFile = caFile };
    }
}

/// <summary>
/// The names that Entra Connect's writeback uses on 443 (Microsoft Learn, "Troubleshoot self-service password reset writeback"). Two of
/// them are patterns: the portal's own name stands for the first; which Service Bus namespace a tenant has, only its server knows.
/// </summary>
public static class WritebackHosts
{
    /// <summary>The hosts with known names.</summary>
    public static IReadOnlyList<OutboundTarget> Of(EntraCloud cloud) => cloud switch
    {
        EntraCloud.UsGovernment => [Reset("passwordreset.microsoftonline.us")],
        EntraCloud.China => [Namespace("ssprdedicatedsbmcprodcne.servicebus.chinacloudapi.cn"), Namespace("ssprdedicatedsbmcprodcnn.servicebus.chinacloudapi.cn")],
        _ => [Reset("passwordreset.microsoftonline.com")],
    };

    /// <summary>The domain of the Service Bus namespaces.</summary>
    public static string NamespaceDomain(EntraCloud cloud) => cloud switch
    {
        EntraCloud.UsGovernment => "servicebus.usgovcloudapi.net",
        EntraCloud.China => "servicebus.chinacloudapi.cn",
        _ => "servicebus.windows.net",
    };

    /// <summary>A Service Bus namespace of writeback.</summary>
    public static OutboundTarget Namespace(string host) => new(host, OutboundTarget.Https, "writeback's Service Bus namespace");

    private static OutboundTarget Reset(string host) => new(host, OutboundTarget.Https, "password reset service");
}
