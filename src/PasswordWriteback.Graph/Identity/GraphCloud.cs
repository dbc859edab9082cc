namespace PasswordWriteback.Graph.Identity;

/// <summary>A cloud: where tokens come from and where Graph is. Source: learn.microsoft.com/graph/deployments.</summary>
/// <param name="Name">Its name, as the setting <c>Graph:Cloud</c> has it.</param>
/// <param name="Authority">Where tokens are issued.</param>
/// <param name="Graph">Graph's root, without version.</param>
/// <param name="FederationAudience">
/// What a managed identity's token must be for when it stands for an app of this cloud
/// (learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity).
/// </param>
/// <param name="AdminCenter">The Microsoft Entra admin center of a national cloud; null: the global one.</param>
/// <param name="IsWellKnown">
/// Whether Microsoft's directory of clouds knows the authority. False for a simulated tenant: instance discovery is then off.
/// </param>
public sealed record GraphCloud(
    string Name, Uri Authority, Uri Graph, string FederationAudience = GraphCloud.PublicAudience, Uri? AdminCenter = null, bool IsWellKnown = true)
{
    private const string PublicAudience = "api://AzureADTokenExchange";

    /// <summary>The public cloud; GCC (not High) is in it, too.</summary>
    public static GraphCloud Public { get; } = new(
        "Public", new Uri("https://login.microsoftonline.com/"), new Uri("https://graph.microsoft.com/"));

    /// <summary>US Government L4 (GCC High).</summary>
    public static GraphCloud UsGov { get; } = new(
        "UsGov", new Uri("https://login.microsoftonline.us/"), new Uri("https://graph.microsoft.us/"), "api://AzureADTokenExchangeUSGov", UsGovAdminCenter);

    /// <summary>US Government L5 (DoD).</summary>
    public static GraphCloud UsGovDoD { get; } = new(
        "UsGovDoD", new Uri("https://login.microsoftonline.us/"), new Uri("https://dod-graph.microsoft.us/"), "api://AzureADTokenExchangeUSGov", UsGovAdminCenter);

    /// <summary>China, operated by 21Vianet.</summary>
    public static GraphCloud China { get; } = new(
        "China", new Uri("https://login.chinacloudapi.cn/"), new Uri("https://microsoftgraph.chinacloudapi.cn/"), "api://AzureADTokenExchangeChina",
        new Uri("https://entra.microsoftonline.cn/"));

    private static Uri UsGovAdminCenter => new("https://entra.microsoft.us/");

    /// <summary>Every cloud of Microsoft's.</summary>
    public static IReadOnlyList<GraphCloud> All { get; } = [Public, UsGov, UsGovDoD, China];

    /// <summary>The scope that stands for everything consented to.</summary>
    public string DefaultScope => new Uri(Graph, ".default").ToString();
}
