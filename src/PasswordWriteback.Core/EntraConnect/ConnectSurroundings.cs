using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.EntraConnect;

/// <summary>What the directory shows of other servers that could write passwords back.</summary>
/// <param name="OtherServers">
/// Computers besides this one that an enabled connector account's description names. Descriptions grow stale: such a server may be
/// active, in staging mode, or long gone.
/// </param>
/// <param name="CloudSync">Whether the forest holds the managed service account that Cloud Sync makes (<c>provAgentgMSA</c>).</param>
public sealed record ConnectSurroundings(IReadOnlyList<string> OtherServers, bool CloudSync)
{
    /// <summary>What of the directory the reader may not have seen, one sentence each; null when everything was in view.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Gaps { get; init; }
}
