using Microsoft.Extensions.Configuration;
using PasswordWriteback.Graph.Identity;

namespace PasswordWriteback.Functions.Hosting;

/// <summary>The app settings that begin with <c>PWB_</c>; docs/azure.md lists them. One of another name is refused.</summary>
public sealed record FunctionsSettings
{
    private const string Prefix = "PWB_";

    /// <summary>The issuer of callers' tokens (<c>iss</c>).</summary>
    public required string Issuer { get; init; }

    /// <summary>What the tokens' <c>aud</c> must be.</summary>
    public required string Audience { get; init; }

    /// <summary>A PEM file with the only authority that is trusted for the issuer's own TLS. Default: the machine's.</summary>
    public string? IssuerCaFile { get; init; }

    /// <summary>The address under which browsers, portals and relays reach the app.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>Names this backend in signed commands, and owns the database. It never changes.</summary>
    public required Guid CloudId { get; init; }

    /// <summary>Npgsql connection string; without a password, an Entra token is the password.</summary>
    public required string Database { get; init; }

    /// <summary>The vault with the keys that sign commands.</summary>
    public required Uri KeyVault { get; init; }

    /// <summary>The namespace where relays have their queues; there is one.</summary>
    public required IReadOnlyList<ServiceBusSettings> ServiceBus { get; init; }

    /// <summary>How this backend is known to tenants.</summary>
    public GraphIdentityOptions Graph { get; init; } = new();

    /// <summary>Checks that go on at a time.</summary>
    public int MaxRunningChecks { get; init; } = 200;

    /// <summary>Reads them from the environment.</summary>
    /// <exception cref="InvalidOperationException">One is missing, unknown, or cannot be read; the message names it.</exception>
    public static FunctionsSettings Read()
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
        string[] needed =
        [
            nameof(Issuer), nameof(Audience), nameof(PublicUrl), nameof(CloudId), nameof(Database), nameof(KeyVault),
            "ServiceBus:0:Address", "ServiceBus:0:ListenKey", "ServiceBus:0:SendKey",
        ];
        return needed.Where(name => string.IsNullOrWhiteSpace(settings[name])).Select(name => Prefix + name.Replace(":", "__", StringComparison.Ordinal)).ToList() is { Count: > 0 } missing
            ? throw new InvalidOperationException($"App settings are missing: {string.Join(", ", missing)}. docs/azure.md says what they mean.")
            : settings.Get<FunctionsSettings>(binder => binder.ErrorOnUnknownConfiguration = true)!;
    }
}

/// <summary>A Service Bus namespace.</summary>
public sealed record ServiceBusSettings
{
    /// <summary>Its address.</summary>
    public required Uri Address { get; init; }

    /// <summary>Key of the rule that may listen. A secret.</summary>
    public required string ListenKey { get; init; }

    /// <summary>Key of the rule that may send to the replies queue. A secret.</summary>
    public required string SendKey { get; init; }

    /// <summary>Queues of relays that it takes.</summary>
    public int MaxRelays { get; init; } = 5000;

    /// <summary>The address only.</summary>
    public override string ToString() => Address.ToString();
}
