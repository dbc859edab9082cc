using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Demo;

/// <summary><c>simulate-tenant</c>: a simulated tenant by itself, for a backend of one's own to be pointed at.</summary>
internal static class SimulateTenantCommand
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Uri DefaultRedirect = new("http://127.0.0.1:7085/api/consent/return");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var profile = new Option<string>("--profile")
        {
            Description = $"What the tenant is like: {string.Join(", ", TenantProfiles.Names)}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => TenantProfiles.E3Hybrid,
        };
        profile.AcceptOnlyFromAmong([.. TenantProfiles.Names]);
        var output = new Option<DirectoryInfo?>("--out")
        {
            HelpName = "FOLDER",
            Description = "The folder for the tenant's certificate and the app's secret. Default: a new temporary one, removed at the end.",
        };
        var redirect = new Option<Uri[]>("--redirect-uri")
        {
            HelpName = "URL",
            Description = $"Where the backend takes consent back: its address and /api/consent/return. May be given more than once. Default: {DefaultRedirect}, the local host's.",
            DefaultValueFactory = _ => [DefaultRedirect],
            CustomParser = given =>
            {
                var addresses = given.Tokens.Select(token => Uri.TryCreate(token.Value, UriKind.Absolute, out var address) ? address : null).OfType<Uri>().ToArray();
                if (addresses.Length < given.Tokens.Count || Array.Exists(addresses, address => address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
                {
                    given.AddError($"--redirect-uri: '{string.Join(' ', given.Tokens.Select(token => token.Value))}' is no address. Write it like {DefaultRedirect}.");
                }

                return addresses;
            },
        };
        var command = new Command("simulate-tenant", "Runs a simulated tenant (sign-in, consent and Graph over HTTPS on loopback) until it is told to stop.") { profile, output, redirect };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(profile)!, parsed.GetValue(output), parsed.GetValue(redirect)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string profile, DirectoryInfo? output, Uri[] redirects, CancellationToken cancellationToken)
    {
        var temporary = output is null ? Directory.CreateTempSubdirectory("simulated-tenant-") : null;
        var folder = output ?? temporary!;
        try
        {
            folder.Create();
            var tenant = await SimulatedTenant.StartAsync(profile, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            await using (tenant.ConfigureAwait(false))
            {
                Array.ForEach(redirects, tenant.AddRedirectUri);
                await Console.Out.WriteLineAsync(Describe(profile, tenant, folder, redirects).ToJsonString(Indented)).ConfigureAwait(false);
                await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return 0;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The tenant's files cannot be written to {folder.FullName}. {failed.Message}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        finally
        {
            temporary?.Delete(recursive: true);
        }
    }

    /// <summary>Writes the tenant's files, and says what a backend's appsettings.json needs. The secret itself is not printed.</summary>
    private static JsonObject Describe(string profile, SimulatedTenant tenant, DirectoryInfo folder, Uri[] redirects)
    {
        var (certificate, secret) = (Path.Combine(folder.FullName, "tenant.pem"), Path.Combine(folder.FullName, "app-secret"));
        File.WriteAllText(certificate, tenant.CertificatePem);
        using (var file = new FileStream(secret, Private()))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(tenant.ClientSecret));
        }

        return new JsonObject
        {
            ["profile"] = profile,
            ["tenantId"] = tenant.TenantId.ToString(),
            ["consent"] = "every link is answered by the simulated Global Administrator, who consents; the browser has to trust tenant.pem",
            ["redirectUris"] = new JsonArray([.. redirects.Select(redirect => (JsonNode)redirect.AbsoluteUri)]),
            ["settings"] = new JsonObject
            {
                ["Graph"] = new JsonObject
                {
                    ["ClientId"] = tenant.ClientId.ToString(),
                    ["SecretFile"] = secret,
                    ["Authority"] = tenant.BaseAddress.AbsoluteUri,
                    ["Endpoint"] = tenant.BaseAddress.AbsoluteUri,
                    ["TrustedCaFile"] = certificate,
                },
            },
        };
    }

    private static FileStreamOptions Private() => OperatingSystem.IsWindows()
        ? new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write }
        : new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
}
