namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>Something that only a person can do, because no supported API does it.</summary>
/// <param name="FindingCode">The finding that it turns to met.</param>
/// <param name="Title">What is to be done, one sentence.</param>
/// <param name="Clicks">Exactly where, in order.</param>
/// <param name="DeepLink">The page in the Microsoft Entra admin center, of the global cloud.</param>
/// <param name="Role">The directory role that the person needs.</param>
/// <param name="Account">The kind of account to do it with.</param>
/// <param name="Evidence">What will show that it was done.</param>
/// <param name="Source">The Microsoft page that describes the step.</param>
public sealed record PersonStep(
    string FindingCode,
    string Title,
    IReadOnlyList<string> Clicks,
    string DeepLink,
    string Role,
    string Account,
    string Evidence,
    string Source)
{
    /// <summary>The step as one instruction, for a finding's remedy.</summary>
    /// <param name="adminCenter">The admin center of the tenant's cloud; null: the global one.</param>
    public string AsRemedy(Uri? adminCenter = null) =>
        $"{Title} {string.Join(" > ", Clicks)}. Open {LinkIn(adminCenter)}. Role needed: {Role}. Account: {Account}.";

    /// <summary>The page in the admin center of a cloud; null: the global one.</summary>
    public string LinkIn(Uri? adminCenter) =>
        adminCenter is null ? DeepLink : $"{adminCenter.GetLeftPart(UriPartial.Authority)}{new Uri(DeepLink).PathAndQuery}{new Uri(DeepLink).Fragment}";
}
