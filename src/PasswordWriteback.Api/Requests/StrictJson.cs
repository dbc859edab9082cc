using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Requests;

/// <summary>Reads JSON so that nothing is guessed, dropped or taken twice; says which field is at fault.</summary>
public static class StrictJson
{
    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The whole document; nothing may follow it.</param>
    /// <param name="contract">What it must be.</param>
    /// <exception cref="ApiProblemException">It is not.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> utf8, JsonTypeInfo<T> contract)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(contract);
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = contract.Options.MaxDepth });
            Check(document.RootElement, contract, "$");
            return document.RootElement.Deserialize(contract) ?? throw Problem(FrameProblems.FieldInvalid, "The body is null.", "$");
        }
        catch (JsonException exception) when (exception.Path is { } path)
        {
            throw Problem(FrameProblems.FieldInvalid, $"'{path}' has the wrong type or a value that it cannot have.", path, exception);
        }
        catch (JsonException exception)
        {
            throw Problem(
                FrameProblems.BodyInvalid,
                $"The body is not one JSON document: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.",
                "$",
                exception);
        }
    }

    private static void Check(JsonElement element, JsonTypeInfo contract, string path)
    {
        if ((Nullable.GetUnderlyingType(contract.Type) ?? contract.Type) is { IsEnum: true } names && element.ValueKind == JsonValueKind.String)
        {
            // The framework's reader takes "Check,Plan" for a sum of numbers.
            if (!Enum.GetNames(names).Contains(element.GetString(), StringComparer.OrdinalIgnoreCase))
            {
                throw Problem(FrameProblems.FieldInvalid, $"'{path}' is one of {string.Join(", ", Enum.GetNames(names))}.", path);
            }
        }
        else if (contract.Kind == JsonTypeInfoKind.Object && element.ValueKind == JsonValueKind.Object)
        {
            CheckObject(element, contract, path);
        }
        else if (contract is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item } && element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, entry) in element.EnumerateArray().Index())
            {
                Check(entry, contract.Options.GetTypeInfo(item), $"{path}[{index}]");
            }
        }
    }

    private static void CheckObject(JsonElement element, JsonTypeInfo contract, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in element.EnumerateObject())
        {
            var at = $"{path}.{field.Name}";
            var property = contract.Properties.FirstOrDefault(known => known.Name == field.Name)
                ?? throw Problem(FrameProblems.FieldUnknown, $"'{at}' is not known here. Known are {Names(contract)}.", at);
            if (!seen.Add(field.Name))
            {
                throw Problem(FrameProblems.FieldDuplicated, $"'{at}' is there more than once.", at);
            }

            if (field.Value.ValueKind == JsonValueKind.Null && !property.IsSetNullable)
            {
                throw Problem(FrameProblems.FieldInvalid, $"'{at}' must not be null.", at);
            }

            Check(field.Value, contract.Options.GetTypeInfo(property.PropertyType), at);
        }

        if (contract.Properties.FirstOrDefault(property => property.IsRequired && !seen.Contains(property.Name)) is { } missing)
        {
            throw Problem(FrameProblems.FieldMissing, $"'{path}.{missing.Name}' is missing.", $"{path}.{missing.Name}");
        }
    }

    private static string Names(JsonTypeInfo contract) => string.Join(", ", contract.Properties.Select(property => property.Name));

    private static ApiProblemException Problem(ProblemCode code, string detail, string path, Exception? inner = null) =>
        new(ApiProblem.Of(code, detail, path), inner);
}
