using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>
/// A sample of everything in <see cref="OrchestrationJson"/> with every member filled: one per type that it names, one per
/// derived type, one per name of an enum.
/// </summary>
internal static class ContractSamples
{
    private static readonly JsonSerializerOptions Options = OrchestrationJson.Default.Options;

    /// <summary>The types that the contract names, and the enums they use.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = Named();

    /// <summary>The samples of today's types, by the name of the type.</summary>
    public static JsonObject Make()
    {
        var all = new JsonObject();
        foreach (var (name, type) in Types)
        {
            all[name] = new JsonArray([.. type.IsEnum ? Enum.GetNames(type).Select(value => (JsonNode)value) : Each(type)]);
        }

        return all;
    }

    private static SortedDictionary<string, Type> Named()
    {
        var found = new SortedDictionary<string, Type>(StringComparer.Ordinal);
        foreach (var attribute in typeof(OrchestrationJson).GetCustomAttributesData().Where(data => data.AttributeType == typeof(JsonSerializableAttribute)))
        {
            var type = (Type)attribute.ConstructorArguments[0].Value!;
            found[Name(type)] = type;
            Reach(type, [], found);
        }

        return found;
    }

    private static void Reach(Type type, HashSet<Type> seen, SortedDictionary<string, Type> found)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            found[Name(type)] = type;
        }

        if (!seen.Add(type) || type.IsEnum)
        {
            return;
        }

        var info = Options.GetTypeInfo(type);
        Type?[] next =
        [
            info.ElementType,
            .. info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).Select(property => property.PropertyType),
            .. info.PolymorphismOptions?.DerivedTypes.Select(derived => derived.DerivedType) ?? [],
        ];
        foreach (var inner in next.OfType<Type>())
        {
            Reach(inner, seen, found);
        }
    }

    private static string Name(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]} of {string.Join(", ", type.GetGenericArguments().Select(Name))}" : type.Name;

    private static IEnumerable<JsonNode> Each(Type type)
    {
        var derived = Options.GetTypeInfo(type).PolymorphismOptions?.DerivedTypes ?? [];
        return derived.Count == 0 ? [Sample(type)] : derived.Select(one => Derived(type, one));
    }

    private static JsonObject Derived(Type type, JsonDerivedType derived)
    {
        var sample = (JsonObject)Sample(derived.DerivedType);
        sample.Insert(0, Options.GetTypeInfo(type).PolymorphismOptions!.TypeDiscriminatorPropertyName, (string)derived.TypeDiscriminator!);
        return sample;
    }

    private static JsonNode Sample(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var info = Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new JsonArray(Sample(info.ElementType!)),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["key"] = Sample(info.ElementType!) },
            JsonTypeInfoKind.Object when info.PolymorphismOptions is not null => Each(type).First(),
            JsonTypeInfoKind.Object => new JsonObject(info.Properties
                .Where(property => property.Set is not null || property.AssociatedParameter is not null)
                .Select(property => KeyValuePair.Create(property.Name, (JsonNode?)Member(type, property)))),
            _ => Value(type),
        };
    }

    // A finding knows its weight from its code, so the code has to be one of the catalogue.
    private static JsonNode Member(Type type, JsonPropertyInfo property) =>
        type == typeof(Finding) && property.Name == "code" ? FindingCodes.RunCompleted : Sample(property.PropertyType);

    private static JsonNode Value(Type type) => type switch
    {
        _ when type.IsEnum => Enum.GetNames(type)[0],
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(double) => 1,
        _ when type == typeof(Guid) => "11111111-2222-3333-4444-555555555555",
        _ when type == typeof(DateTimeOffset) => "2026-01-02T03:04:05+00:00",
        _ when type == typeof(TimeSpan) => "1.02:03:04",
        _ when type == typeof(Uri) => "https://localhost/",
        _ when type == typeof(Sid) => "S-1-5-21-1-2-3-1105",
        _ when type == typeof(JsonObject) => new JsonObject { ["fact"] = 1 },
        _ => throw new NotSupportedException($"How does a {type} look in JSON? Add it here."),
    };
}
