namespace PasswordWriteback.Core.Licensing;

/// <summary>
/// The service plans that carry password writeback. Plans are told apart by id, never by name:
/// part numbers of national clouds, education and nonprofits differ, and some hold stray spaces.
/// Source: learn.microsoft.com/entra/identity/authentication/concept-sspr-licensing.
/// </summary>
public static class ServicePlans
{
    /// <summary>Microsoft Entra ID P1 (<c>AAD_PREMIUM</c>).</summary>
    public static readonly Guid EntraIdP1 = new("41781fb2-bc02-4b7c-bd55-b576c07bb09d");

    /// <summary>Microsoft Entra ID P2 (<c>AAD_PREMIUM_P2</c>). Three products hold P2 without P1, so both count.</summary>
    public static readonly Guid EntraIdP2 = new("eec0eb4f-6444-4f95-aba0-50c24d67f998");

    /// <summary>Whether a service plan carries password writeback.</summary>
    public static bool CarriesWriteback(Guid servicePlanId) => servicePlanId == EntraIdP1 || servicePlanId == EntraIdP2;
}
