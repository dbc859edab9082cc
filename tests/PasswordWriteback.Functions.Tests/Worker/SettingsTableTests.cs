using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Functions.Hosting;
using PasswordWriteback.Graph.Identity;

namespace PasswordWriteback.Functions.Tests.Worker;

/// <summary>The table of settings in docs/azure.md says what the app reads, all of it and nothing else.</summary>
public sealed partial class SettingsTableTests
{
    private const string List = "__0__";
    private const string Groups = "PWB_Graph__LicenceGroups";
    private const string Id = "7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a11";

    // Other ways to prove who the app is, and stand-ins for Graph: docs/operations.md has them.
    private static readonly string[] NotForAzure =
    [
        "PWB_Graph__CertificateVaultId", "PWB_Graph__CertificateThumbprint", "PWB_Graph__CertificateFile", "PWB_Graph__SecretFile",
        "PWB_Graph__OwnTenantId", "PWB_Graph__Authority", "PWB_Graph__Endpoint", "PWB_Graph__TrustedCaFile",
    ];

    [Fact]
    public void EverySettingThatTheAppBinds_IsInTheTable_AndNoOther() =>
        Assert.Equal(Bound().Except(NotForAzure, StringComparer.Ordinal).Order(StringComparer.Ordinal), Table().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void EverySettingThatIsLeftOut_IsBound() => Assert.Subset(Bound().ToHashSet(StringComparer.Ordinal), NotForAzure.ToHashSet(StringComparer.Ordinal));

    [Fact]
    public void TheAppStarts_WithWhatTheTableCallsNeeded()
    {
        var settings = FunctionsSettings.Read(Configuration(Needed()));

        Assert.Equal(Number("PWB_MaxRunningChecks"), settings.MaxRunningChecks);
        Assert.Equal(Number("PWB_ServiceBus__0__MaxRelays"), Assert.Single(settings.ServiceBus).MaxRelays);
        Assert.Null(settings.Graph.ClientId);
    }

    [Fact]
    public void TheAppDoesNotStart_WithoutAnyOneThatTheTableCallsNeeded() => Assert.All(Needed(), name =>
    {
        var refused = Assert.Throws<InvalidOperationException>(() => FunctionsSettings.Read(Configuration(Needed().Where(other => other != name))));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void EverySettingOfTheTable_IsTaken()
    {
        var settings = FunctionsSettings.Read(Configuration(Table().Keys));

        Assert.NotNull(settings.IssuerCaFile);
        Assert.NotNull(settings.Graph.ManagedIdentityClientId);
        Assert.Equal(Guid.Parse(Id), settings.Graph.LicenceGroups[Id]);
    }

    private static IEnumerable<string> Bound() =>
        Names(typeof(FunctionsSettings), "").Except(["ServiceBus", "Graph"], StringComparer.Ordinal)
            .Concat(Names(typeof(ServiceBusSettings), $"ServiceBus{List}"))
            .Concat(Names(typeof(GraphIdentityOptions), "Graph__"))
            .Select(name => FunctionsSettings.Prefix + name);

    private static IEnumerable<string> Names(Type type, string prefix) =>
        type.GetProperties().Where(property => property.SetMethod is not null).Select(property => prefix + property.Name);

    private static IEnumerable<string> Needed() => Table().Where(row => row.Value.StartsWith("needed", StringComparison.Ordinal)).Select(row => row.Key);

    private static int Number(string name) => int.Parse(Table()[name].Trim('`'), System.Globalization.CultureInfo.InvariantCulture);

    private static IConfiguration Configuration(IEnumerable<string> names) => new ConfigurationBuilder()
        .AddInMemoryCollection(names.Select(name => KeyValuePair.Create<string, string?>(
            name[FunctionsSettings.Prefix.Length..].Replace("__", ":", StringComparison.Ordinal) + (name == Groups ? $":{Id}" : ""), Value(name))))
        .Build();

    private static string Value(string name) => name switch
    {
        "PWB_MaxRunningChecks" or "PWB_ServiceBus__0__MaxRelays" => "7",
        _ when name.EndsWith("Id", StringComparison.Ordinal) || name == Groups => Id,
        _ => "https://value.example/",
    };

    // Name → default.
    private static Dictionary<string, string> Table()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "azure.md"));
        return Row().Matches(page[page.IndexOf("## Settings", StringComparison.Ordinal)..])
            .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\| `(?<name>PWB_[A-Za-z0-9_]+?)(__\{[^}]*\})?` \| (?<default>[^|]*) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Row();
}
