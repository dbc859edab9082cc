using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PasswordWriteback.Graph.Identity;

namespace PasswordWriteback.Demo.Tests;

/// <summary><c>simulate-tenant</c> as a process of its own, read by the real client with the settings that it prints.</summary>
public sealed class SimulateTenantTests
{
    private const string Back = "http://127.0.0.1:9/api/consent/return";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task ATenantByItself_IsReadWithTheSettingsItPrints_AndTheSecretIsNotPrinted()
    {
        var folder = Directory.CreateTempSubdirectory("writeback-simulate-tenant-");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.Demo.dll"), "simulate-tenant", "--profile", "gcc-high", "--out", folder.FullName, "--redirect-uri", Back])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var (printed, text) = await ReadAsync(process.StandardOutput).WaitAsync(Deadline, TestContext.Current.CancellationToken);
            var graph = printed["settings"]!["Graph"]!;
            var settings = new GraphIdentityOptions
            {
                ClientId = Guid.Parse((string)graph["ClientId"]!),
                SecretFile = (string?)graph["SecretFile"],
                Authority = new Uri((string)graph["Authority"]!),
                Endpoint = new Uri((string)graph["Endpoint"]!),
                TrustedCaFile = (string?)graph["TrustedCaFile"],
            };
            using var tenants = TenantGraphs.Create(settings, TimeProvider.System, NullLoggerFactory.Instance);
            var tenant = await tenants.GetAsync(Guid.Parse((string)printed["tenantId"]!), TestContext.Current.CancellationToken);

            var licences = await tenant.ReadLicencesAsync(TestContext.Current.CancellationToken);

            Assert.Equal("SPE_E3_USGOV_GCCHIGH", Assert.Single(licences.Skus.Value!).SkuPartNumber);
            Assert.Equal(HttpStatusCode.Redirect, await ConsentAsync(settings, tenant.TenantId, Back));
            Assert.Equal(HttpStatusCode.BadRequest, await ConsentAsync(settings, tenant.TenantId, "https://elsewhere.example/api/consent/return"));
            Assert.DoesNotContain(await File.ReadAllTextAsync(settings.SecretFile!, TestContext.Current.CancellationToken), text, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ARedirectUriThatIsNone_IsRefused()
    {
        var (exitCode, _, error) = await DemoProcess.RunAsync("simulate-tenant", "--redirect-uri", "backend");

        Assert.Equal(2, exitCode);
        Assert.Contains("'backend' is no address", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProfileThatDoesNotExist_IsRefusedWithThoseThereAre()
    {
        var (exitCode, _, error) = await DemoProcess.RunAsync("simulate-tenant", "--profile", "contoso");

        Assert.Equal(2, exitCode);
        Assert.Contains("rooms-only", error, StringComparison.Ordinal);
    }

    /// <summary>Opens a consent link as a browser does that trusts the tenant's certificate.</summary>
    private static async Task<HttpStatusCode> ConsentAsync(GraphIdentityOptions settings, Guid tenantId, string back)
    {
        using var handler = TrustedAuthority.Handler(settings)!;
        using var browser = new HttpClient(handler);
        var query = $"client_id={settings.ClientId}&scope={Uri.EscapeDataString($"{settings.Endpoint}.default")}&redirect_uri={Uri.EscapeDataString(back)}&state=1";
        using var answer = await browser.GetAsync(new Uri(settings.Authority!, $"{tenantId}/v2.0/adminconsent?{query}"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<(JsonObject Printed, string Text)> ReadAsync(StreamReader output)
    {
        var text = new StringBuilder();
        while (await output.ReadLineAsync() is { } line)
        {
            text.AppendLine(line);
            if (line == "}")
            {
                return (JsonNode.Parse(text.ToString())!.AsObject(), text.ToString());
            }
        }

        throw new InvalidOperationException($"The tenant ended: {text}");
    }
}
