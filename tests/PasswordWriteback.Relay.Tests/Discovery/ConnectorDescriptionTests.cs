using PasswordWriteback.Relay.Discovery;

namespace PasswordWriteback.Relay.Tests.Discovery;

public sealed class ConnectorDescriptionTests
{
    [Theory]
    [InlineData(
        "Account created by Microsoft Azure Active Directory Connect with installation identifier a1b2c3d4e5f64789a0b1c2d3e4f50617 running on computer ENTRA01 configured to synchronize to tenant contoso.onmicrosoft.com. This account must have directory replication permissions in the local Active Directory and write permission on certain attributes to enable Hybrid Deployment.",
        "ENTRA01", "contoso.onmicrosoft.com")]
    [InlineData(
        "Account created by Microsoft Entra Connect with installation identifier a1b2c3d4e5f64789a0b1c2d3e4f50617 running on computer SRV-SYNC2 configured to synchronize to tenant fabrikam.com.",
        "SRV-SYNC2", "fabrikam.com")]
    [InlineData(
        "Konto, das von Microsoft Azure Active Directory Connect mit der Installations-ID a1b2c3d4e5f64789a0b1c2d3e4f50617 erstellt wurde, wird auf dem Computer \"ADSYNC\" ausgeführt und für die Synchronisierung mit dem Mandanten \"contoso.onmicrosoft.com\" konfiguriert.",
        "ADSYNC", "contoso.onmicrosoft.com")]
    [InlineData(
        "Compte créé par Microsoft Azure Active Directory Connect avec l'identificateur d'installation a1b2c3d4e5f64789a0b1c2d3e4f50617, exécuté sur l'ordinateur SYNC01 configuré pour se synchroniser avec le locataire contoso.onmicrosoft.com.",
        "SYNC01", "contoso.onmicrosoft.com")]
    [InlineData(
        "Account created by Microsoft Azure Active Directory Connect with installation identifier 'a1b2c3d4e5f64789a0b1c2d3e4f50617' running on computer 'DIRSYNC' configured to synchronize to tenant 'agency.onmicrosoft.us'.",
        "DIRSYNC", "agency.onmicrosoft.us")]
    [InlineData(
        "Account created by Microsoft Entra Connect with installation identifier a1b2c3d4e5f64789a0b1c2d3e4f50617 running on computer sync1.contoso.com configured to synchronize to tenant contoso.partner.onmschina.cn. This account",
        "sync1", "contoso.partner.onmschina.cn")]
    [InlineData(
        "インストール ID a1b2c3d4e5f64789a0b1c2d3e4f50617を使用してテナントcontoso.onmicrosoft.comと同期するMicrosoft Entra Connectのアカウント",
        null, "contoso.onmicrosoft.com")]
    [InlineData(
        "由 Microsoft Azure Active Directory Connect 创建的帐户，安装标识符为a1b2c3d4e5f64789a0b1c2d3e4f50617，租户：xn--bcher-kva.xn--p1ai。",
        null, "xn--bcher-kva.xn--p1ai")]
    [InlineData(
        "Microsoft Azure AD Connect a1b2c3d4e5f64789a0b1c2d3e4f50617 説明",
        null, null)]
    [InlineData(
        "Microsoft Entra Connect a1b2c3d4e5f64789a0b1c2d3e4f50617, tenant contoso.onmicrosoft.com, was fabrikam.onmicrosoft.com",
        null, null)]
    [InlineData(
        "Microsoft Entra Connect a1b2c3d4e5f64789a0b1c2d3e4f50617, ask anna.berg@contoso.com, see https://wiki.contoso.com/sync and \\\\files.contoso.com\\it",
        null, null)]
    public void ADescriptionOfConnect_GivesWhatSurvivesTranslation(string text, string? server, string? tenant) => Assert.Equal(
        new ConnectorDescription("a1b2c3d4e5f64789a0b1c2d3e4f50617", server, tenant), ConnectorDescription.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Built-in account for administering the computer/domain")]
    [InlineData("Used by Azure AD Connect, ask Anna")]
    [InlineData("Service account for the Synchronization Service with installation identifier 05c97990-7587-4a3d-b312-309adfc172d9 running on computer SYNC01.")]
    [InlineData("Used by Azure AD Connect, ask anna@contoso.com")]
    [InlineData("Azure AD Connect of contoso.onmicrosoft.com")]
    [InlineData("Microsoft Entra Connect 0a1b2c3d4e5f64789a0b1c2d3e4f50617 running on computer X configured to synchronize to tenant contoso.com")]
    [InlineData("a1b2c3d4e5f64789a0b1c2d3e4f50617 on computer X for tenant contoso.com")]
    public void AnythingElse_IsNone(string? text) => Assert.Null(ConnectorDescription.Parse(text));

    [Theory]
    [InlineData('a')]
    [InlineData('-')]
    [InlineData('.')]
    [InlineData('@')]
    public void ADescriptionMadeToKeepTheReaderBusy_IsReadAtOnce(char filler)
    {
        // The longest that the schema allows (rangeUpper of description). A pattern that gives up throws.
        var text = "Microsoft Entra Connect a1b2c3d4e5f64789a0b1c2d3e4f50617 a." + new string(filler, 960) + "!";

        Assert.Equal("a1b2c3d4e5f64789a0b1c2d3e4f50617", ConnectorDescription.Parse(text)?.InstallationId);
    }

    [Theory]
    [InlineData("contoso.onmicrosoft.com - AAD", "contoso.onmicrosoft.com")]
    [InlineData("guu.ru - AAD", "guu.ru")]
    [InlineData("contoso.partner.onmschina.cn", "contoso.partner.onmschina.cn")]
    [InlineData("Wolke", null)]
    [InlineData("o'neil - AAD", null)]
    [InlineData("admin@contoso.com - AAD", null)]
    [InlineData("old fabrikam.com - AAD", null)]
    [InlineData("", null)]
    public void AnEntraConnector_NamesADomain_OnlyWhereItsNameBeginsWithOne(string name, string? domain) =>
        Assert.Equal(domain, TenantDomain.OfConnector(name));
}
