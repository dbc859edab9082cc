using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Licensing;

/// <summary>
/// A tenant's licences at one moment, as far as writeback rests on them: kept to tell whether anything changed. Counts of users are
/// reduced to what they mean (LIC002's status): joiners and leavers alone are no change of licences.
/// </summary>
/// <param name="Products">Products that hold Entra ID P1 or P2, by id.</param>
/// <param name="UsersLicensed">LIC002's status; null while it was never known.</param>
public sealed record LicencePicture(IReadOnlyList<ProductPicture> Products, FindingStatus? UsersLicensed)
{
    /// <summary>The picture of a reading.</summary>
    /// <param name="reading">The reading; its products must be known.</param>
    /// <param name="previous">The picture before; what this reading does not know is taken from it.</param>
    public static LicencePicture Of(LicenceReading reading, LicencePicture? previous)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var products =
            from sku in reading.Skus.Value
            let standing = SkuStanding.Of(sku)
            where standing.Kind != SkuStandingKind.HoldsNoPlan
            orderby sku.SkuId, standing.Kind descending
            select new ProductPicture(sku.SkuId, standing.Name, standing.Kind, sku.CapabilityStatus, sku.EnabledUnits + sku.WarningUnits);
        var users = UserLicences.Judge(reading).Status;
        return new LicencePicture([.. products.DistinctBy(product => product.SkuId)], users == FindingStatus.Unknown ? previous?.UsersLicensed : users);
    }

    /// <summary>What changed since an earlier picture, a sentence each; none when nothing did.</summary>
    public IReadOnlyList<string> ChangesSince(LicencePicture previous)
    {
        ArgumentNullException.ThrowIfNull(previous);
        var before = previous.Products.ToDictionary(product => product.SkuId);
        var now = Products.Select(product => product.SkuId).ToHashSet();
        var changes = new List<string>();
        changes.AddRange(previous.Products.Where(product => !now.Contains(product.SkuId)).Select(product => $"{product.Name} is gone."));
        changes.AddRange(Products.Select(product => product.ChangeSince(before.GetValueOrDefault(product.SkuId))).OfType<string>());
        if (UsersLicensed is { } users && previous.UsersLicensed is { } were && users != were)
        {
            changes.Add($"{FindingCodes.UsersLicensed} was {were} and is {users}.");
        }

        return changes;
    }
}

/// <summary>A product with Entra ID P1 or P2.</summary>
/// <param name="SkuId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How it stands to writeback.</param>
/// <param name="CapabilityStatus">Graph's word for the state of its subscription.</param>
/// <param name="Units">Licences that are paid for or in the grace period.</param>
public sealed record ProductPicture(Guid SkuId, string Name, SkuStandingKind Kind, string CapabilityStatus, int Units)
{
    internal string? ChangeSince(ProductPicture? before) => before switch
    {
        null => $"{Name} is new.",
        _ when before.CapabilityStatus != CapabilityStatus => $"{Name} was {before.CapabilityStatus} and is {CapabilityStatus}.",
        _ when before.Kind != Kind => $"{Name} was {before.Kind} and is {Kind}.",
        _ when before.Units != Units => $"{Name} had {before.Units} licences and has {Units}.",
        _ => null,
    };
}
