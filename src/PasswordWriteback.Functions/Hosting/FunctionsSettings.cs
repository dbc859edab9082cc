using Microsoft.Extensions.Configuration;
using PasswordWriteback.Graph.Identity;

namespace PasswordWriteback.Functions.Hosting;

/// <summary>The app settings that begin with <c>PWB_</c>; docs/azure.md says what each means. One of another name is refused.</summary>
internal sealed record FunctionsSettings(
    string Issuer,
    string Audience,
    Uri PublicUrl,
    Guid CloudId,
    string Database,
    Uri KeyVault,
    IReadOnlyList<ServiceBusSettings> ServiceBus,
    string? IssuerCaFile = null,
    int MaxRunningChecks = 200)
{
    public const string Prefix = "PWB_";

    public GraphIdentityOptions Graph { get; init; } = new();

    public override string ToString() => $"settings of {PublicUrl}"; // No more: database and keys may be secrets.

    /// <summary>Reads them; <see cref="Prefix"/> is off their names already.</summary>
    /// <exception cref="InvalidOperationException">One is missing, unknown, or cannot be read; the message names it.</exception>
    public static FunctionsSettings Read(IConfiguration settings)
    {
        var further = settings.GetSection("ServiceBus").GetChildren().SelectMany(bus => new[] { $"{bus.Path}:Address", $"{bus.Path}:ListenKey" });
        string[] needed = ["Issuer", "Audience", "PublicUrl", "CloudId", "Database", "KeyVault", "ServiceBus:0:Address", "ServiceBus:0:ListenKey", "ServiceBus:0:SendKey"];
        var without = needed.Union(further, StringComparer.Ordinal).Where(name => string.IsNullOrWhiteSpace(settings[name]));
        var missing = without.Select(name => Prefix + name.Replace(":", "__", StringComparison.Ordinal)).ToList();
        return missing.Count == 0
            ? settings.Get<FunctionsSettings>(binder => binder.ErrorOnUnknownConfiguration = true)!
            : throw new InvalidOperationException($"App settings are missing: {string.Join(", ", missing)}. docs/azure.md says what they mean.");
    }
}

/// <summary>A Service Bus namespace. The keys are secrets; the first namespace alone needs the one that sends.</summary>
internal sealed record ServiceBusSettings(Uri Address, string ListenKey, string? SendKey = null, int MaxRelays = 5000)
{
    public override string ToString() => Address.ToString();
}
