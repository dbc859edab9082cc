using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PasswordWriteback.LocalHost.Listening;

/// <summary>What Kestrel puts up with. Requests of this API are small and quick; whoever sends others is turned away early.</summary>
internal static class KestrelLimits
{
    public static void Apply(KestrelServerOptions kestrel, long maxBodyBytes, TimeSpan headersTimeout)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        var limits = kestrel.Limits;
        limits.RequestHeadersTimeout = headersTimeout;
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestBodySize = maxBodyBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        limits.MaxConcurrentConnections = 2048;
        limits.MaxConcurrentUpgradedConnections = 0;
    }
}
