using System.Collections.Frozen;
using System.Text;

namespace PasswordWriteback.Core.Licensing;

/// <summary>A product in Microsoft's list.</summary>
/// <param name="SkuId">Id of the product.</param>
/// <param name="SkuPartNumber">Its part number.</param>
/// <param name="ProductName">The name it is sold under.</param>
/// <param name="HoldsP1">Whether it holds Entra ID P1.</param>
/// <param name="HoldsP2">Whether it holds Entra ID P2.</param>
/// <param name="ForDevices">Whether it licenses a meeting room or a shared device, not a person.</param>
public sealed record SkuProduct(
    Guid SkuId, string SkuPartNumber, string ProductName, bool HoldsP1, bool HoldsP2, bool ForDevices);

/// <summary>
/// Microsoft's product names, embedded as <c>Licensing/skus.csv</c> (source and date in its head).
/// It names products and recognizes device licences; whether a plan qualifies is read from the tenant itself.
/// </summary>
public static class SkuCatalogue
{
    private static readonly FrozenDictionary<Guid, SkuProduct> ById = Read().ToFrozenDictionary(product => product.SkuId);

    /// <summary>Every product in the list.</summary>
    public static IReadOnlyCollection<SkuProduct> All => ById.Values;

    /// <summary>The product, or null when the list does not have it (it is newer, or private).</summary>
    public static SkuProduct? Find(Guid skuId) => ById.GetValueOrDefault(skuId);

    /// <summary>The name a person knows the product by; the part number when the list does not have it.</summary>
    public static string NameOf(SubscribedSku sku)
    {
        ArgumentNullException.ThrowIfNull(sku);
        return Find(sku.SkuId)?.ProductName ?? sku.SkuPartNumber;
    }

    /// <summary>
    /// Whether the product licenses meeting rooms or shared devices. Products that the list does not have
    /// are recognized by the part numbers Microsoft uses for such licences.
    /// </summary>
    public static bool IsForDevices(SubscribedSku sku)
    {
        ArgumentNullException.ThrowIfNull(sku);
        return Find(sku.SkuId)?.ForDevices
            ?? (sku.SkuPartNumber.Contains("Teams_Rooms", StringComparison.OrdinalIgnoreCase)
                || sku.SkuPartNumber.StartsWith("MEETING_ROOM", StringComparison.OrdinalIgnoreCase)
                || sku.SkuPartNumber.StartsWith("MCOCAP", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<SkuProduct> Read()
    {
        using var stream = typeof(SkuCatalogue).Assembly.GetManifestResourceStream("PasswordWriteback.Core.Licensing.skus.csv")
            ?? throw new InvalidOperationException("The list of products (skus.csv) is not embedded in this assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.StartsWith("skuId,", StringComparison.Ordinal))
            {
                continue;
            }

            var fields = SplitCsv(line);
            yield return new SkuProduct(
                Guid.Parse(fields[0]), fields[1], fields[2], fields[3] == "1", fields[4] == "1", fields[5] == "1");
        }
    }

    private static List<string> SplitCsv(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        foreach (var character in line)
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
