using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PasswordWriteback.Core.Relay.Envelope;

/// <summary>How a text breaks its contract.</summary>
/// <param name="Reason">Malformed, an unknown field, a missing field, or an unknown type.</param>
/// <param name="Where">The place, as a path of field names; empty for the whole.</param>
internal sealed record ContractBreach(EnvelopeRefusalReason Reason, string Where)
{
    /// <summary>The breach as words.</summary>
    public string Words => Reason switch
    {
        EnvelopeRefusalReason.UnknownField => $"field {Where} is not part of the contract",
        EnvelopeRefusalReason.MissingField => $"field {Where} is missing",
        EnvelopeRefusalReason.UnknownType => $"the type in {Where} is not part of the contract",
        _ => "it is not in the form of the contract",
    };
}

/// <summary>
/// Reads JSON by a strict contract. The serializer alone decides whether a text is accepted; when it is not, the contract's
/// metadata is walked to say why, because the serializer's exceptions carry no reason that a program can read.
/// </summary>
internal static class StrictJson
{
    private const int LongestName = 40;

    /// <summary>Reads <paramref name="json"/>; null and a breach when it does not fit.</summary>
    public static (T? Value, ContractBreach? Breach) Read<T>(string json, JsonTypeInfo<T> contract)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize(json, contract);
            return value is null ? (null, new ContractBreach(EnvelopeRefusalReason.Malformed, "")) : (value, null);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            // NotSupportedException: no discriminator of an abstract type. InvalidOperationException: a lone surrogate in a text.
            return (null, Diagnose(json, contract));
        }
    }

    private static ContractBreach Diagnose(string json, JsonTypeInfo contract)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 });
            return Find(document.RootElement, contract, "") ?? new ContractBreach(EnvelopeRefusalReason.Malformed, "");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new ContractBreach(EnvelopeRefusalReason.Malformed, "");
        }
    }

    private static ContractBreach? Find(JsonElement element, JsonTypeInfo contract, string path)
    {
        if (element.ValueKind == JsonValueKind.Array && contract.ElementType is { } elementType)
        {
            var item = contract.Options.GetTypeInfo(elementType);
            return element.EnumerateArray().Select(e => Find(e, item, path)).FirstOrDefault(breach => breach is not null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return contract.Kind switch
        {
            JsonTypeInfoKind.Object => FindInObject(element, contract, path),
            JsonTypeInfoKind.Dictionary when contract.ElementType is { } valueType => element.EnumerateObject()
                .Select(entry => Find(entry.Value, contract.Options.GetTypeInfo(valueType), path))
                .FirstOrDefault(breach => breach is not null),
            _ => null,
        };
    }

    private static ContractBreach? FindInObject(JsonElement element, JsonTypeInfo contract, string path)
    {
        var discriminator = contract.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (discriminator is not null)
        {
            var where = Join(path, discriminator);
            if (!element.TryGetProperty(discriminator, out var type))
            {
                return new ContractBreach(EnvelopeRefusalReason.MissingField, where);
            }

            var known = contract.PolymorphismOptions!.DerivedTypes.FirstOrDefault(derived =>
                type.ValueKind == JsonValueKind.String && type.ValueEquals(derived.TypeDiscriminator as string));
            if (known.DerivedType is null)
            {
                return new ContractBreach(EnvelopeRefusalReason.UnknownType, where);
            }

            contract = contract.Options.GetTypeInfo(known.DerivedType);
        }

        var fields = contract.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var entry in element.EnumerateObject())
        {
            if (!fields.ContainsKey(entry.Name) && entry.Name != discriminator)
            {
                return new ContractBreach(EnvelopeRefusalReason.UnknownField, Join(path, entry.Name));
            }
        }

        foreach (var (name, field) in fields)
        {
            if (!element.TryGetProperty(name, out var value))
            {
                if (field.IsRequired)
                {
                    return new ContractBreach(EnvelopeRefusalReason.MissingField, Join(path, name));
                }
            }
            else if (Find(value, contract.Options.GetTypeInfo(field.PropertyType), Join(path, name)) is { } breach)
            {
                return breach;
            }
        }

        return null;
    }

    // A name that is not ours comes from the message: only what a field name looks like is repeated.
    private static string Join(string path, string name)
    {
        var safe = name.Length is > 0 and <= LongestName && name.All(char.IsAsciiLetterOrDigit) ? name : "(not a name)";
        return path.Length == 0 ? safe : $"{path}.{safe}";
    }
}
