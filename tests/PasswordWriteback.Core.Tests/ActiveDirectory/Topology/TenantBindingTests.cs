using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Topology;

/// <summary>Whose forest it is: Entra Connect's word first, and a name only where it is literally a verified domain of the tenant.</summary>
public sealed class TenantBindingTests
{
    private static readonly Guid Tenant = new("3f0b1a52-0000-4000-8000-000000000001");
    private static readonly DirectoryForest Forest = new("corp.example", "CN=Configuration,DC=corp,DC=example", []);
    private static readonly Reading<ConnectReading> NoConnect = Reading.Unknown<ConnectReading>("no Entra Connect here");

    [Theory]
    [InlineData("contoso.onmicrosoft.com", "contoso.com contoso.onmicrosoft.com")]
    [InlineData("Contoso.OnMicrosoft.com", "contoso.com contoso.onmicrosoft.com")]
    [InlineData("contoso.com", "contoso.com contoso.onmicrosoft.com")]
    [InlineData("contoso.mail.onmicrosoft.com", "contoso.onmicrosoft.com contoso.mail.onmicrosoft.com")]
    [InlineData("agency.onmicrosoft.us", "agency.example agency.onmicrosoft.us")]
    [InlineData("contoso.partner.onmschina.cn", "contoso.partner.onmschina.cn")]
    public void ADescriptionThatNamesAVerifiedDomain_InAnyCloud_Binds(string described, string verified) =>
        Assert.Equal(FindingStatus.Met, Judge(verified, Account(described), NoConnect).Status);

    [Theory]
    [InlineData("fabrikam.onmicrosoft.com", "contoso.com contoso.onmicrosoft.com")]
    [InlineData("contoso.mail.onmicrosoft.com", "contoso.com contoso.onmicrosoft.com")]
    [InlineData("contoso.onmicrosoft.com", "contoso.com contoso.mail.onmicrosoft.com")]
    [InlineData("contoso.onmicrosoft.us", "contoso.onmicrosoft.com")]
    [InlineData("contoso.onmschina.cn", "contoso.partner.onmschina.cn")]
    [InlineData("sub.contoso.com", "contoso.com")]
    [InlineData("contoso.com", "sub.contoso.com")]
    [InlineData("notcontoso.com", "contoso.com")]
    [InlineData("onmicrosoft.com", "contoso.onmicrosoft.com")]
    public void ADomainThatTheTenantDoesNotOwn_BindsNothing_AndIsNamed(string described, string verified)
    {
        var finding = Judge(verified, Account(described), NoConnect);

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains($"names {described}, which is not among", finding.Evidence.Summary, StringComparison.Ordinal);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void WithoutTheVerifiedDomains_ItIsUnknown_BecauseTheyWereNotRead()
    {
        var finding = Judge(string.Empty, Account("contoso.onmicrosoft.com"), NoConnect);

        Assert.Equal(FindingStatus.Unknown, finding.Status);
        Assert.Contains("verified domains could not be read", finding.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void ADescriptionWithoutATenant_AndNoEntraConnect_IsUnknown() =>
        Assert.Equal(FindingStatus.Unknown, Judge("contoso.com", Account(null), NoConnect).Status);

    [Fact]
    public void AnAccountThatIsNotKnown_AndNoEntraConnect_IsUnknown() =>
        Assert.Equal(FindingStatus.Unknown, Judge("contoso.com", Reading.Unknown<ConnectorAccount>("several"), NoConnect).Status);

    [Fact]
    public void TheTenantsId_GoesBeforeEveryName()
    {
        Assert.Equal(FindingStatus.Met, Judge("contoso.com", Account("fabrikam.com"), Connect("fabrikam.com", Tenant)).Status);
        Assert.Equal(FindingStatus.NotMet, Judge("contoso.com", Account("contoso.com"), Connect("contoso.com", Guid.Empty)).Status);
    }

    [Fact]
    public void TheEntraConnectorsName_GoesBeforeTheDescription()
    {
        Assert.Equal(FindingStatus.Met, Judge("contoso.com", Account("fabrikam.com"), Connect("contoso.com", tenant: null)).Status);

        var other = Judge("contoso.com", Account("contoso.com"), Connect("fabrikam.onmicrosoft.com", tenant: null));
        Assert.Equal(FindingStatus.Unknown, other.Status);
        Assert.StartsWith("The Entra connector on SYNC1 names fabrikam.onmicrosoft.com", other.Evidence.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEntraConnectorNamedOtherwise_LeavesItToTheDescription() =>
        Assert.Equal(FindingStatus.Met, Judge("contoso.com", Account("contoso.com"), Connect(domain: null, tenant: null)).Status);

    private static Finding Judge(string verified, Reading<ConnectorAccount> account, Reading<ConnectReading> connect) => DiscoveryFindings.Judge(
            Tenant, verified.Split(' ', StringSplitOptions.RemoveEmptyEntries), Forest, [], account, connect)
        .Single(finding => finding.Code == FindingCodes.TenantBinding);

    private static Reading<ConnectorAccount> Account(string? tenant) => Reading.Known(new ConnectorAccount(
        "CN=MSOL_1,DC=corp,DC=example", "MSOL_1", "S-1-5-21-1-2-3-1104", "corp.example", [ConnectorWitness.Description], tenant, "SYNC1"));

    private static Reading<ConnectReading> Connect(string? domain, Guid? tenant) => Reading.Known(new ConnectReading(
        "SYNC1", "2.5.79.0", "2.5.79.0", Staging: false, WritebackEnabled: false, tenant, [], new Dictionary<string, string>(StringComparer.Ordinal))
    {
        EntraDomain = domain,
    });
}
