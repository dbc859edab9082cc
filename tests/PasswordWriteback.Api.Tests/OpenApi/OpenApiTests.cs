using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.OpenApi;

/// <summary>
/// Holds the committed openapi.json to the code, both ways. After a change of endpoints, run these tests with the environment
/// variable <c>PWB_WRITE_OPENAPI=1</c>: that writes the file anew; read the difference before you commit it.
/// </summary>
public sealed class OpenApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheCommittedFile_IsWhatTheEndpointsSay()
    {
        var generated = await ApiDescription.GenerateAsync(Token);
        if (Environment.GetEnvironmentVariable("PWB_WRITE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(ApiDescription.CommittedPath, generated, Token);
        }

        Assert.Equal(await File.ReadAllTextAsync(ApiDescription.CommittedPath, Token), generated);
    }

    [Fact]
    public async Task EveryRoute_IsInTheFile_WithItsRoles_AndNoOtherIs()
    {
        await using var host = await ApiHost.StartAsync();
        var paths = JsonNode.Parse(await File.ReadAllTextAsync(ApiDescription.CommittedPath, Token))!["paths"]!.AsObject();

        var inCode = host.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText != "/openapi.json")
            .SelectMany(endpoint => ApiDescription.Route(endpoint) is var (path, methods)
                ? methods.Select(method => $"{method} {path} {string.Join(',', endpoint.Metadata.GetMetadata<EndpointAccess>()!.Roles)}")
                : []);
        var inFile = paths.SelectMany(path => path.Value!.AsObject().Select(operation =>
            $"{operation.Key} {path.Key} {string.Join(',', operation.Value!["x-roles"]!.AsArray().Select(role => (string?)role))}"));

        Assert.Equal(inCode.Order(StringComparer.Ordinal), inFile.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TheFile_IsServed()
    {
        await using var host = await ApiHost.StartAsync();

        var served = JsonNode.Parse(await host.Anonymous().GetStringAsync("/openapi.json", Token))!.AsObject();

        Assert.Equal("Password Writeback", (string?)served["info"]?["title"]);
    }
}
