using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Simulation.Tests.Tenant;

/// <summary>What the simulated tenant answers, held against Graph's own types (Tenant/graph-v1.0-types.xml).</summary>
public sealed class SchemaTests
{
    private static readonly XNamespace Edm = "http://docs.oasis-open.org/odata/ns/edm";
    private static readonly XElement Schema = XElement.Load(Path.Combine(AppContext.BaseDirectory, "Tenant", "graph-v1.0-types.xml"));

    [Theory]
    [InlineData("/v1.0/organization", "organization")]
    [InlineData("/v1.0/subscribedSkus", "subscribedSku")]
    [InlineData("/v1.0/users", "user")]
    [InlineData("/v1.0/directory/subscriptions", "companySubscription")]
    [InlineData("/v1.0/reports/authenticationMethods/userRegistrationDetails", "userRegistrationDetails")]
    [InlineData("/v1.0/policies/authorizationPolicy", "authorizationPolicy")]
    [InlineData("/v1.0/auditLogs/directoryAudits", "directoryAudit")]
    public async Task Answer_OfARoute_FitsGraphsType(string route, string type)
    {
        await using var client = await TenantClient.SignedInAsync(TenantProfiles.E3Hybrid);
        client.Tenant.Administrator.EnableOnPremisesIntegration();
        await client.Tenant.Administrator.ResetPasswordAsync(
            TenantProfiles.Canary, (_, _) => Task.FromResult(true), TestContext.Current.CancellationToken);

        var (status, body) = await client.GetAsync(route);

        Assert.Equal(200, status);
        JsonObject[] entities = body["value"] is JsonArray rows ? [.. rows.Select(row => row!.AsObject())] : [body];
        Assert.NotEmpty(entities);
        Assert.All(entities, entity => Fits(entity, type));
    }

    [Fact]
    public async Task Synchronization_AskedByAPerson_FitsGraphsType()
    {
        await using var client = await TenantClient.StartAsync(TenantProfiles.E3Hybrid);
        client.Tenant.Change(state => state with { DelegatedPermissions = ["OnPremDirectorySynchronization.Read.All"] });
        await client.SignInAsync();

        var (_, body) = await client.GetAsync("/v1.0/directory/onPremisesSynchronization");

        Fits(Assert.Single(body["value"]!.AsArray())!.AsObject(), "onPremisesDirectorySynchronization");
    }

    [Fact]
    public async Task Answers_OfEveryProfile_FitGraphsTypes()
    {
        (string Route, string Type)[] routes =
        [
            ("/v1.0/organization", "organization"), ("/v1.0/subscribedSkus", "subscribedSku"),
            ("/v1.0/directory/subscriptions", "companySubscription"), ("/v1.0/users", "user"),
        ];
        foreach (var profile in TenantProfiles.Names.Except([TenantProfiles.Forbidden, TenantProfiles.Throttled], StringComparer.Ordinal))
        {
            await using var client = await TenantClient.SignedInAsync(profile);
            foreach (var (route, type) in routes)
            {
                var (status, body) = await client.GetAsync(route);
                Assert.Equal((profile, 200), (profile, status));
                Assert.All(body["value"]!.AsArray(), row => Fits(row!.AsObject(), type));
            }
        }
    }

    private static void Fits(JsonObject value, string type)
    {
        var properties = PropertiesOf(type);
        Assert.All(value.Where(property => !property.Key.StartsWith('@')), property =>
        {
            Assert.True(properties.TryGetValue(property.Key, out var declared), $"{type} has no property {property.Key}.");
            Fits(property.Value, declared!.Attribute("Type")!.Value, declared.Attribute("Nullable")?.Value != "false", $"{type}.{property.Key}");
        });
    }

    private static void Fits(JsonNode? value, string type, bool nullable, string where)
    {
        if (type.StartsWith("Collection(", StringComparison.Ordinal))
        {
            Assert.All(Assert.IsType<JsonArray>(value), item => Fits(item, type["Collection(".Length..^1], nullable: false, where));
            return;
        }

        if (value is null)
        {
            Assert.True(nullable, $"{where} may not be null.");
            return;
        }

        if (type.StartsWith("graph.", StringComparison.Ordinal))
        {
            FitsGraphType(value, type["graph.".Length..], where);
            return;
        }

        Assert.True(IsPrimitive(value, type), $"{where}: {value.ToJsonString()} is no {type}.");
    }

    private static void FitsGraphType(JsonNode value, string type, string where)
    {
        if (Named("EnumType", type) is { } members)
        {
            Assert.True(
                members.Elements(Edm + "Member").Any(member => member.Attribute("Name")!.Value == (string?)value),
                $"{where}: {value.ToJsonString()} is no {type}.");
        }
        else if (Named("ComplexType", type) is not null)
        {
            Fits(value.AsObject(), type);
        }
        else
        {
            // The extract leaves out some enums; their values are strings all the same.
            Assert.True(value.GetValueKind() == JsonValueKind.String, $"{where}: {value.ToJsonString()} is no {type}.");
        }
    }

    private static bool IsPrimitive(JsonNode value, string type) => type switch
    {
        "Edm.String" => value.GetValueKind() == JsonValueKind.String,
        "Edm.Boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "Edm.Int32" => value.GetValueKind() == JsonValueKind.Number,
        "Edm.Guid" => Guid.TryParse((string?)value, out _),
        "Edm.DateTimeOffset" => DateTimeOffset.TryParse((string?)value, CultureInfo.InvariantCulture, out _),
        _ => throw new NotSupportedException($"{type} is not expected here."),
    };

    private static Dictionary<string, XElement> PropertiesOf(string type)
    {
        var declared = Named("EntityType", type) ?? Named("ComplexType", type)
            ?? throw new InvalidOperationException($"The types have no {type}.");
        var properties = declared.Elements(Edm + "Property").ToDictionary(property => property.Attribute("Name")!.Value, StringComparer.Ordinal);
        // Base types that the extract leaves out.
        string[] inherited = declared.Attribute("BaseType")?.Value switch
        {
            "graph.policyBase" => ["id", "displayName", "description"],
            "graph.identity" => ["id", "displayName"],
            _ when declared.Name.LocalName == "EntityType" => ["id"],
            _ => [],
        };
        foreach (var name in inherited)
        {
            properties[name] = new XElement(Edm + "Property", new XAttribute("Name", name), new XAttribute("Type", "Edm.String"));
        }

        return properties;
    }

    private static XElement? Named(string kind, string name) =>
        Schema.Elements(Edm + kind).FirstOrDefault(element => element.Attribute("Name")!.Value == name);
}
