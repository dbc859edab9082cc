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
        "Microsoft Azure AD Connect a1b2c3d4e5f64789a0b1c2d3e4f50617 説明",
        null, null)]
    public void ADescriptionOfConnect_GivesWhatSurvivesTranslation(string text, string? server, string? tenant) => Assert.Equal(
        new ConnectorDescription("a1b2c3d4e5f64789a0b1c2d3e4f50617", server, tenant), ConnectorDescription.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Built-in account for administering the computer/domain")]
    [InlineData("Used by Azure AD Connect, ask Anna")]
    [InlineData("a1b2c3d4e5f64789a0b1c2d3e4f50617 on computer X for tenant contoso.com")]
    public void AnythingElse_IsNone(string? text) => Assert.Null(ConnectorDescription.Parse(text));
}
