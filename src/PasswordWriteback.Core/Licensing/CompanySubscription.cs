namespace PasswordWriteback.Core.Licensing;

/// <summary>
/// Something the tenant bought: Graph's <c>companySubscription</c>. A product can stand in several.
/// Source: learn.microsoft.com/graph/api/resources/companysubscription.
/// </summary>
/// <param name="SkuId">Id of the product.</param>
/// <param name="SkuPartNumber">Its part number; for display only.</param>
/// <param name="Status"><c>Enabled</c>, <c>Warning</c> (lapsed, in the grace period), <c>Suspended</c>, <c>Deleted</c> or <c>LockedOut</c>.</param>
/// <param name="IsTrial">Whether it is a trial.</param>
/// <param name="Licences">Licences in it.</param>
/// <param name="NextState">When it moves to its next state unless it is renewed; null when Graph does not say.</param>
public sealed record CompanySubscription(
    Guid SkuId, string SkuPartNumber, string Status, bool IsTrial, int Licences, DateTimeOffset? NextState);
