using System.Text.Json.Nodes;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Infrastructure;

/// <summary>What `azd up` asks for and hands on.</summary>
public sealed class ParameterTests
{
    [Fact]
    public void EveryParameter_IsDescribed_AndHandedOnFromTheEnvironment()
    {
        var main = Template.Bicep["main.bicep"];
        var parameters = Template.All(main, "^param (?<name>[A-Za-z]+) ");
        var described = Template.All(main, "^@description\\('.+'\\)\\n(@.*\\n)*param (?<name>[A-Za-z]+) ");

        Assert.Equal(parameters, described);
        Assert.Equal(
            parameters.Order(StringComparer.Ordinal),
            JsonNode.Parse(Template.Read("main.parameters.json"))!["parameters"]!.AsObject().Select(item => item.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_OfTheEnvironment_AreThoseOfTheTemplate()
    {
        var main = Template.Bicep["main.bicep"];

        foreach (var (name, parameter) in JsonNode.Parse(Template.Read("main.parameters.json"))!["parameters"]!.AsObject())
        {
            var given = parameter!["value"]!.GetValue<string>();
            if (given.Contains('=', StringComparison.Ordinal))
            {
                var expected = Template.All(main, $"^param {name} [a-z]+ = '?(?<name>[^'\\n]*)'?$").Single();
                Assert.Equal((name, expected), (name, given[(given.IndexOf('=', StringComparison.Ordinal) + 1)..].TrimEnd('}')));
            }
        }
    }

    [Fact]
    public void TheEnrolmentCommand_IsPrinted_AndItsOptionsExist()
    {
        var command = Template.All(Template.Bicep["main.bicep"], "PWB_ENROL_COMMAND string = '(?<name>[^']+)'").Single();

        Assert.Equal("relay enroll --url ${url} --code -", command);
        Assert.Contains("$PWB_ENROL_COMMAND", Template.ReadRoot("azure.yaml"), StringComparison.Ordinal);
        var worker = string.Concat(Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", "PasswordWriteback.RelayWorker"), "*Enrol*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        Assert.Contains("\"enroll\"", worker, StringComparison.Ordinal);
        Assert.Contains("\"--url\"", worker, StringComparison.Ordinal);
        Assert.Contains("\"--code\"", worker, StringComparison.Ordinal);
    }

    [Fact]
    public void AzdDeploys_TheFunctionsApp()
    {
        var yaml = Template.ReadRoot("azure.yaml");

        Assert.True(File.Exists(Path.Combine(Repository.Root, Template.All(yaml, "^    project: (?<name>.+)$").Single(), "PasswordWriteback.Functions.csproj")));
        Assert.Contains("    host: function\n", yaml, StringComparison.Ordinal);
        Assert.Contains("'azd-service-name': 'functions'", Template.Bicep["main.bicep"], StringComparison.Ordinal);
        Assert.Contains("services:\n  functions:\n", yaml, StringComparison.Ordinal);
    }
}
