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

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var profile = new Option<string>("--profile")
        {
            Description = $"What the tenant is like: {string.Join(", ", TenantProfiles.Names)}.",
            DefaultValueFactory = _ => TenantProfiles.E3Hybrid,
        };
        profile.AcceptOnlyFromAmong([.. TenantProfiles.Names]);
        var output = new Option<DirectoryInfo?>("--out")
        {
            Description = "The folder for the tenant's certificate and the app's secret. Default: a new temporary one, removed at the end.",
        };
        var command = new Command("simulate-tenant", "Runs a simulated tenant (sign-in, consent and Graph over HTTPS on loopback) until it is told to stop.") { profile, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(profile)!, parsed.GetValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string profile, DirectoryInfo? output, CancellationToken cancellationToken)
    {
        var temporary = output is null ? Directory.CreateTempSubdirectory("simulated-tenant-") : null;
        var folder = output ?? temporary!;
        try
        {
            folder.Create();
            var tenant = await SimulatedTenant.StartAsync(profile, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            await using (tenant.ConfigureAwait(false))
            {
                await Console.Out.WriteLineAsync(Describe(profile, tenant, folder).ToJsonString(Indented)).ConfigureAwait(false);
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
    private static JsonObject Describe(string profile, SimulatedTenant tenant, DirectoryInfo folder)
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
            ["consent"] = "every link is answered by the simulated Global Administrator, who consents",
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
