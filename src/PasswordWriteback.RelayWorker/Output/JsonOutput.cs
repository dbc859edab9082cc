using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>One JSON shape for every command: camel case, names instead of numbers, readable quotes.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Indented = Options(indented: true);
    private static readonly JsonSerializerOptions OneLine = Options(indented: false);

    public static string Serialize(object value) => JsonSerializer.Serialize(value, Indented);

    public static string SerializeLine(object value) => JsonSerializer.Serialize(value, OneLine);

    public static T? Deserialize<T>(string text) => JsonSerializer.Deserialize<T>(text, Indented);

    private static JsonSerializerOptions Options(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };
}
