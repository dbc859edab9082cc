using System.Text.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Api.Authorization;

namespace PasswordWriteback.Api.Tests.Infrastructure;

/// <summary>Identity first: no keys but those of Service Bus, no roles but those in the table, no secret that leaves.</summary>
public sealed class AccessTests
{
    private const string Guid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    [Fact]
    public void LocalAuthentication_IsOnForServiceBus_AndNowhereElse()
    {
        Assert.Equal(
            ["service-bus.bicep"],
            Template.Bicep.Where(file => file.Value.Contains("LocalAuth: false", StringComparison.OrdinalIgnoreCase)).Select(file => file.Key));
        Assert.Contains("DisableLocalAuth: true", Template.Bicep["monitoring.bicep"], StringComparison.Ordinal);
        Assert.Contains("      disableLocalAuth: true", Template.Bicep["monitoring.bicep"], StringComparison.Ordinal);
        Assert.Contains("allowSharedKeyAccess: false", Template.Bicep["storage.bicep"], StringComparison.Ordinal);
        Assert.Contains("passwordAuth: 'Disabled'", Template.Bicep["database.bicep"], StringComparison.Ordinal);
        Assert.Contains("enableRbacAuthorization: true", Template.Bicep["vault.bicep"], StringComparison.Ordinal);
        Assert.Equal(["ftp", "scm"], Template.All(Template.Bicep["function-app.bicep"], "'basicPublishingCredentialsPolicies' = \\{\\s+name: '(?<name>[a-z]+)'\\s+properties: \\{ allow: false \\}"));
    }

    [Fact]
    public void Roles_AreThoseOfTheTable_EachUsed_NoneWritten()
    {
        // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["durableTaskDataContributor"] = "0ad04412-c4d5-4796-b79c-f76d14c8d402",
            ["monitoringMetricsPublisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
            ["serviceBusDataReceiver"] = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
            ["serviceBusDataSender"] = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
            ["storageBlobDataOwner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
            ["storageQueueDataContributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
            ["storageTableDataContributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        };

        Assert.Equal(expected, JsonSerializer.Deserialize<SortedDictionary<string, string>>(Template.Read("roles.json")));
        Assert.Equal(
            expected.Keys,
            Template.Bicep.Values.SelectMany(text => Template.All(text, "\\broles\\.(?<name>(durable|key|monitoring|service|storage)[A-Za-z]+)")).Where(name => name != "keyKeeperId").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["entra.bicep"],
            Template.Bicep.Where(file => Template.All(file.Value, $"(?<name>{Guid})").Count > 0).Select(file => file.Key));
    }

    [Fact]
    public void EveryAssignment_IsScopedToOneResource()
    {
        var assignments = Template.Bicep.Values.SelectMany(text => Template.All(text, "roleAssignments@[0-9-]+' = (?<name>[^@]+?)\\n\\}\\n|roleAssignments@[0-9-]+' = (?<name>\\[[^@]+?)\\n\\]\\n")).ToList();

        Assert.Equal(Template.Bicep.Values.Sum(text => Template.All(text, "(?<name>roleAssignments@)").Count), assignments.Count);
        Assert.All(assignments, text => Assert.Matches("\\n\\s+scope: [a-z]", text));
    }

    [Fact]
    public void NoOutput_HoldsASecret()
    {
        var outputs = Template.Bicep.Values.SelectMany(text => Template.All(text, "^(?<name>output .*)$")).ToList();

        Assert.NotEmpty(outputs);
        Assert.All(outputs, line => Assert.DoesNotMatch("listKeys|(?<!zone\\.)[kK]ey\\b|SharedAccess|[pP]assword\\b|secrets|\\.value", line));
        // What goes from module to module with "connection" in its name is an address: local authentication is off there.
        Assert.Equal(["output connectionString string = applicationInsights.properties.ConnectionString"], outputs.Where(line => line.Contains("onnection", StringComparison.Ordinal)));
    }

    [Fact]
    public void KeysOfServiceBus_GoNowhereButIntoTheVault()
    {
        Assert.Equal(["service-bus.bicep"], Template.Bicep.Where(file => file.Value.Contains("listKeys", StringComparison.Ordinal)).Select(file => file.Key));
        Assert.All(
            Template.All(Template.Bicep["service-bus.bicep"], "^(?<name>.*listKeys.*)$"),
            line => Assert.StartsWith("  properties: { value: ", line, StringComparison.Ordinal));
        Assert.All(
            Template.All(Template.Bicep["function-app.bicep"], "^(?<name>.*Key'?: .*)$"),
            line => Assert.Contains("@Microsoft.KeyVault(SecretUri=", line, StringComparison.Ordinal));
        Assert.Equal(["Listen"], Template.All(Template.Bicep["service-bus.bicep"], "AuthorizationRules@[^\\[]*rights: \\['(?<name>[A-Za-z]+)'\\]"));
        Assert.Equal(["Send"], Template.All(Template.Bicep["service-bus.bicep"], "queues/authorizationRules@[^\\[]*rights: \\['(?<name>[A-Za-z]+)'\\]"));
    }

    [Fact]
    public void TheRegistrations_AskForWhatTheConsentPageSays_AndHaveTheApisRoles()
    {
        var page = Template.ReadRoot("docs/consent.md");
        var application = page.Split('\n').Single(line => line.StartsWith("| API permissions, Microsoft Graph, **application**", StringComparison.Ordinal)).Split('|')[2];

        Assert.Equal(
            Template.All(application, "`(?<name>[^`]+)`").Order(StringComparer.Ordinal),
            Template.All(Template.Bicep["entra.bicep"], "^  '(?<name>[A-Za-z.]+)': ").Order(StringComparer.Ordinal));
        Assert.Contains("'${url}api/consent/return'", Template.Bicep["main.bicep"], StringComparison.Ordinal);
        Assert.Contains("/api/consent/return", page, StringComparison.Ordinal);
        Assert.Equal(ApiRoles.All, JsonNode.Parse(Template.Read("api-roles.json"))!.AsArray().Select(role => role!["value"]!.GetValue<string>()));
    }
}
