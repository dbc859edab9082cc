using PasswordWriteback.Core.Licensing;

namespace PasswordWriteback.Core.Tests.Licensing;

public sealed class SkuCatalogueTests
{
    [Fact]
    public void Catalogue_HasEveryProductOfTheList()
    {
        Assert.Equal(619, SkuCatalogue.All.Count);
        Assert.Equal(68, SkuCatalogue.All.Count(product => product.HoldsP1 || product.HoldsP2));
        Assert.Equal(3, SkuCatalogue.All.Count(product => product.HoldsP2 && !product.HoldsP1));
        Assert.Equal(10, SkuCatalogue.All.Count(product => product is { HoldsP1: true, ForDevices: true }));
    }

    [Fact]
    public void Find_ProductWhoseNameHoldsACommaInQuotes_ReadsTheName()
    {
        var product = SkuCatalogue.Find(new Guid("977464c4-bfaf-4b67-b761-a9bb735a2196"));

        Assert.Equal("Dynamics 365 Field Service, Enterprise Edition - Resource Scheduling Optimization", product!.ProductName);
    }

    [Fact]
    public void NameOf_ProductOutsideTheList_IsItsPartNumber() =>
        Assert.Equal("BRAND_NEW", SkuCatalogue.NameOf(Skus.Of("11111111-1111-1111-1111-111111111111", "BRAND_NEW")));

    [Theory]
    [InlineData("Microsoft_Teams_Rooms_Pro_NEW", true)]
    [InlineData("MEETING_ROOM_NEW", true)]
    [InlineData("MCOCAP_NEW", true)]
    [InlineData("BRAND_NEW", false)]
    public void IsForDevices_ProductOutsideTheList_GoesByThePartNumber(string partNumber, bool expected) =>
        Assert.Equal(expected, SkuCatalogue.IsForDevices(Skus.Of("11111111-1111-1111-1111-111111111111", partNumber)));

    [Theory]
    [InlineData("ENTERPRISEPACK", "a standalone Office 365 plan")]
    [InlineData("ENTERPRISEPREMIUM_NOPSTNCONF", "a standalone Office 365 plan")]
    [InlineData("STANDARDWOFFPACK_STUDENT", "a standalone Office 365 plan")]
    [InlineData("ENTERPRISEPACK_USGOV_GCCHIGH", "a standalone Office 365 plan")]
    [InlineData("ENTERPRISEPREMIUM_NOPSTNCONF_NOPBI_GOV", "a standalone Office 365 plan")]
    [InlineData("DESKLESSPACK", "a standalone Office 365 plan")]
    [InlineData("O365_BUSINESS_PREMIUM", "Business Standard holds no Entra ID P1")]
    [InlineData("O365_BUSINESS_ESSENTIALS", "Business Basic holds no Entra ID P1")]
    [InlineData("AAD_BASIC", "neither P1 nor P2")]
    [InlineData("Microsoft_Entra_ID_Governance", "presupposes Entra ID P1")]
    [InlineData("INTUNE_A", "Intune alone")]
    [InlineData("EXCHANGESTANDARD", "Exchange Online alone")]
    public void ReasonFor_WellKnownPlanThatDoesNotQualify_SaysWhy(string partNumber, string reason)
    {
        var product = SkuCatalogue.All.Single(candidate => candidate.SkuPartNumber == partNumber);

        Assert.Contains(reason, NonQualifyingPlans.ReasonFor(Skus.Of(product.SkuId.ToString(), partNumber)));
    }

    [Fact]
    public void ReasonFor_NoProductThatQualifies_HasAReasonAgainstIt() => Assert.All(
        SkuCatalogue.All.Where(product => product.HoldsP1 || product.HoldsP2),
        product => Assert.Null(NonQualifyingPlans.ReasonFor(Skus.Of(product.SkuId.ToString(), product.SkuPartNumber))));

    [Fact]
    public void ReasonFor_ExtraFileStorage_IsNoStandaloneOffice365Plan() =>
        Assert.Null(NonQualifyingPlans.ReasonFor(Skus.Of("99049c9c-6011-4908-bf17-15f496e6519d", "SHAREPOINTSTORAGE")));
}
