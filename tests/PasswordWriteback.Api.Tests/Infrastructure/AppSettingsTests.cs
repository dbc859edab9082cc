using System.Text.Json.Nodes;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Tests.Infrastructure;

/// <summary>What infra/ sets is what the app reads, both ways; docs/azure.md has the table between them.</summary>
public sealed class AppSettingsTests
{
    private const string Name = "^\\s*(\\? )?(\\{ )?'?(?<name>(PWB_|AZURE_|AzureWebJobs|APPLICATIONINSIGHTS_|DURABLE_|TASKHUB_|ServiceBus__)[A-Za-z_0-9${}]*)'?:";

    // Settings of the Functions host with which the histories go to the storage account; host-json.md has them.
    private static readonly string[] OfHostJson = ["AzureFunctionsJobHost__"];

    [Fact]
    public void EverySettingOfTheTemplate_IsInTheTable()
    {
        Assert.Empty(InTemplate().Where(name => !OfHostJson.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).Except(Table().Keys, StringComparer.Ordinal));
    }

    [Fact]
    public void EveryNeededSettingOfTheTable_IsInTheTemplate()
    {
        var needed = Table().Where(row => row.Value.StartsWith("needed", StringComparison.Ordinal)).Select(row => row.Key).ToList();

        Assert.Contains("PWB_Database", needed);
        Assert.Empty(needed.Except(InTemplate(), StringComparer.Ordinal));
    }

    [Fact]
    public void Queue_AndRules_AreThoseThatTheAppUses()
    {
        var bicep = Template.Bicep["service-bus.bicep"];
        var table = Template.ReadRoot("docs/azure.md");

        Assert.Equal(["relays-listen", "replies-refused", IRelayQueues.Replies, "relays-send"], Template.All(bicep, "^  name: '(?<name>[^'$]+)'$"));
        Assert.Contains("`relays-listen`", table, StringComparison.Ordinal);
        Assert.Contains("`relays-send`", table, StringComparison.Ordinal);
    }

    /// <summary>Dead letters have no lifetime: left where they are, they would fill the queue that all relays answer to.</summary>
    [Fact]
    public void AnswersThatWereRefused_GoToAQueueOfTheirOwn_WithALifetime_AndAnAlert()
    {
        var queues = Template.All(Template.Bicep["service-bus.bicep"], "namespaces/queues@[0-9-]+' = if \\(holdsReplies\\) (?<name>\\{[^}]*\\}\\n\\})");
        var refused = queues.Single(text => text.Contains("name: 'replies-refused'", StringComparison.Ordinal));
        var replies = queues.Single(text => text.Contains("name: 'replies'", StringComparison.Ordinal));

        Assert.Contains("forwardDeadLetteredMessagesTo: refused.name", replies, StringComparison.Ordinal);
        Assert.Contains("defaultMessageTimeToLive: 'P7D'", refused, StringComparison.Ordinal);
        Assert.Contains("deadLetteringOnMessageExpiration: false", refused, StringComparison.Ordinal);
        Assert.Contains("values: ['replies-refused']", Template.Bicep["alerts.bicep"], StringComparison.Ordinal);
        Assert.False(RelayRecord.IsQueue("replies-refused"));
    }

    [Fact]
    public void Telemetry_LeavesNoLineOut_ForTheAlertsReadThem()
    {
        var sampling = JsonNode.Parse(Template.ReadRoot("host.json"))!["logging"]!["applicationInsights"]!["samplingSettings"]!;

        Assert.Equal(["Exception", "Trace"], sampling["excludedTypes"]!.GetValue<string>().Split(';').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EverySettingOfHostJson_IsExplained()
    {
        var page = Template.ReadRoot("docs/host-json.md");

        Assert.All(Leaves(JsonNode.Parse(Template.ReadRoot("host.json"))!, ""), name => Assert.Contains(name, page, StringComparison.Ordinal));
    }

    [Fact]
    public void HostJson_NamesHubAndConnection_AsTheTemplateSetsThem()
    {
        var durable = JsonNode.Parse(Template.ReadRoot("host.json"))!["extensions"]!["durableTask"]!;

        Assert.Contains(durable["hubName"]!.GetValue<string>().Trim('%'), InTemplate());
        Assert.Contains(durable["storageProvider"]!["connectionStringName"]!.GetValue<string>(), InTemplate());
    }

    [Fact]
    public void TheRuntime_IsTheFrameworkThatTheAppIsBuiltFor()
    {
        var framework = Template.All(Template.ReadRoot("Directory.Build.props"), "<TargetFramework>net(?<name>[0-9.]+)</TargetFramework>").Single();

        Assert.Contains($"runtime: {{ name: 'dotnet-isolated', version: '{framework}' }}", Template.Bicep["function-app.bicep"], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Leaves(JsonNode node, string name) => node is JsonObject members
        ? members.SelectMany(member => Leaves(member.Value!, member.Key))
        : [name];

    private static IReadOnlyList<string> InTemplate() =>
        [.. Template.All(Template.Bicep["function-app.bicep"], Name).Select(name => name.Replace("${index}", "0", StringComparison.Ordinal))];

    // Name → default. Rows may hold several names.
    private static Dictionary<string, string> Table()
    {
        var page = Template.ReadRoot("docs/azure.md");
        var rows = page[page.IndexOf("## Settings", StringComparison.Ordinal)..page.IndexOf("## host.json", StringComparison.Ordinal)]
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries));
        return rows
            .SelectMany(cells => Template.All(cells[1], "`(?<name>[^`]+)`").Select(name => (name, cells[2])))
            .ToDictionary(row => row.name, row => row.Item2, StringComparer.Ordinal);
    }
}
