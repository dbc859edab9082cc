namespace PasswordWriteback.Graph;

/// <summary>A cloud: where tokens come from and where Graph is.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Authority">Where tokens are issued.</param>
/// <param name="Graph">Graph's root, without version.</param>
/// <param name="IsWellKnown">
/// Whether Microsoft's directory of clouds knows the authority. False for a simulated tenant: instance discovery is then off.
/// </param>
public sealed record GraphCloud(string Name, Uri Authority, Uri Graph, bool IsWellKnown = true)
{
    /// <summary>The global cloud.</summary>
    public static GraphCloud Global { get; } = new(
        "Global", new Uri("https://login.microsoftonline.com/"), new Uri("https://graph.microsoft.com/"));

    /// <summary>US Government L4 (GCC High).</summary>
    public static GraphCloud UsGovernment { get; } = new(
        "US Government", new Uri("https://login.microsoftonline.us/"), new Uri("https://graph.microsoft.us/"));

    /// <summary>US Government L5 (DoD).</summary>
    public static GraphCloud UsDefense { get; } = new(
        "US Government DoD", new Uri("https://login.microsoftonline.us/"), new Uri("https://dod-graph.microsoft.us/"));

    /// <summary>China, operated by 21Vianet.</summary>
    public static GraphCloud China { get; } = new(
        "China", new Uri("https://login.chinacloudapi.cn/"), new Uri("https://microsoftgraph.chinacloudapi.cn/"));

    /// <summary>The scope that stands for everything consented to.</summary>
    public string DefaultScope => new Uri(Graph, ".default").ToString();
}
