using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Simulation.Tenant.State;

/// <summary>Products that simulated tenants subscribe to, with Microsoft's ids and a few of their service plans.</summary>
internal static class Products
{
    private static readonly SimulatedPlan EntraIdP1 = new(ServicePlans.EntraIdP1, "AAD_PREMIUM", "AADPremiumService");
    private static readonly SimulatedPlan EntraIdP2 = new(ServicePlans.EntraIdP2, "AAD_PREMIUM_P2", "AADPremiumService");
    private static readonly SimulatedPlan Exchange = new(new("efb87545-963c-4e0d-99df-69c6916d9eb0"), "EXCHANGE_S_ENTERPRISE", "exchange");
    private static readonly SimulatedPlan Intune = new(new("c1ec4a95-1f05-45b3-a911-aa3fa01094f5"), "INTUNE_A", "SCO");
    private static readonly SimulatedPlan SharePoint = new(new("5dbe027f-2339-4123-9542-606e4d348a72"), "SHAREPOINTENTERPRISE", "SharePoint");
    private static readonly SimulatedPlan Teams = new(new("57ff2da0-773e-42df-b2af-ffb7a2317929"), "TEAMS1", "TeamspaceAPI");

    public static SimulatedSku Microsoft365E3(int units) => new(
        new("05e9a617-0261-4cee-bb44-138d3ef5d965"), "SPE_E3", "Enabled", units, [EntraIdP1, Exchange, Intune, SharePoint, Teams]);

    public static SimulatedSku Microsoft365E3GccHigh(int units) => new(
        new("ca9d1dd9-dfe9-4fef-b97c-9bc1ea3c3658"), "SPE_E3_USGOV_GCCHIGH", "Enabled", units, [EntraIdP1, Exchange, Intune, SharePoint, Teams]);

    public static SimulatedSku Microsoft365A3Faculty(int units) => new(
        new("4b590615-0888-425a-a965-b3bf7789848d"), "M365EDU_A3_FACULTY", "Enabled", units, [EntraIdP1, Exchange, Intune, SharePoint, Teams]);

    public static SimulatedSku Microsoft365A3StudentBenefit(int units) => new(
        new("18250162-5d87-4436-a834-d795c15c80f3"), "M365EDU_A3_STUUSEBNFT", "Enabled", units, [EntraIdP1, Exchange, SharePoint, Teams]);

    public static SimulatedSku Microsoft365E5Security(int units) => new(
        new("26124093-3d78-432b-b5dc-48bf992543d5"), "IDENTITY_THREAT_PROTECTION", "Enabled", units, [EntraIdP2]);

    public static SimulatedSku Office365E3(int units) => new(
        new("6fd2c87f-b296-42f0-b197-1e91e994b900"), "ENTERPRISEPACK", "Enabled", units, [Exchange, SharePoint, Teams]);

    public static SimulatedSku BusinessStandard(int units) => new(
        new("f245ecc8-75af-4f8e-b61f-27d8114de5f3"), "O365_BUSINESS_PREMIUM", "Enabled", units, [Exchange, SharePoint, Teams]);

    public static SimulatedSku TeamsRoomsPro(int units) => new(
        new("4cde982a-ede4-4409-9ae6-b003453c8ea6"), "Microsoft_Teams_Rooms_Pro", "Enabled", units, [EntraIdP1, Intune, Teams]);
}
