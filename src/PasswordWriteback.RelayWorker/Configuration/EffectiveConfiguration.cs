using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using PasswordWriteback.Core;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Configuration;

/// <summary>
/// The configuration that the relay would run with, value by value, and where each comes from. Of secrets only what is public: the
/// thumbprint of a key, the path of a password's file.
/// </summary>
internal static class EffectiveConfiguration
{
    private static readonly string[] Variables =
    [
        "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "KRB5_CONFIG", "KRB5CCNAME", "KRB5_CLIENT_KTNAME",
        "NOTIFY_SOCKET",
    ];

    /// <summary>Reads it all.</summary>
    /// <param name="stateFolder">As on the command line; null: the default.</param>
    /// <param name="policyFile">As on the command line; null: the default.</param>
    /// <param name="variable">A variable of the environment.</param>
    /// <param name="serviceName">Name of the service.</param>
    /// <param name="service">What the service manager says.</param>
    /// <exception cref="InvalidDataException">The enrolment is damaged.</exception>
    public static IReadOnlyList<ConfigurationValue> Read(
        string? stateFolder, string? policyFile, Func<string, string?> variable, string serviceName, Reading<ServiceStatus> service)
    {
        var folder = Path.GetFullPath(stateFolder ?? StateFolder.Default());
        return
        [
            new("version", RelayCommandLine.Version, ConfigurationSource.Measured),
            new("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}", ConfigurationSource.Measured),
            new("program", Environment.ProcessPath, ConfigurationSource.Measured),
            new("service", ServiceLine.Of(serviceName, service), ConfigurationSource.Measured),
            new("serviceCommandLine", service.Value?.CommandLine, ConfigurationSource.Measured),
            Folder(folder, stateFolder, variable),
            .. Policy(policyFile),
            .. Enrolled(folder),
            .. Variables.Where(name => variable(name) is { Length: > 0 })
                .Select(name => new ConfigurationValue(name, WithoutCredentials(variable(name)!), ConfigurationSource.Environment, name)),
        ];
    }

    private static ConfigurationValue Folder(string folder, string? named, Func<string, string?> variable)
    {
        const string Variable = "XDG_STATE_HOME";
        var fromVariable = named is null && variable(Variable) is { Length: > 0 } home && folder.StartsWith(home, StringComparison.Ordinal);
        return named is not null ? new("stateFolder", folder, ConfigurationSource.CommandLine, "--state-folder")
            : fromVariable ? new("stateFolder", folder, ConfigurationSource.Environment, Variable)
            : new("stateFolder", folder, ConfigurationSource.Default);
    }

    private static IEnumerable<ConfigurationValue> Policy(string? named)
    {
        var state = RelayPolicyFile.Read(named ?? RelayPolicyFile.DefaultPath());
        var hasMode = state.Lines.TryGetValue("writingMode", out var line);
        return
        [
            new("policyFile", state.Path, named is null ? ConfigurationSource.Default : ConfigurationSource.CommandLine, named is null ? null : "--policy"),
            new(
                "writingMode",
                PolicyRules.Word(state.Policy.WritingMode),
                hasMode ? ConfigurationSource.File : ConfigurationSource.Default,
                hasMode ? string.Create(CultureInfo.InvariantCulture, $"{state.Path}, line {line}") : null),
            new("policyHash", state.Hash, ConfigurationSource.Measured),
            new("policyProblem", state.Problem, ConfigurationSource.Measured),
        ];
    }

    private static IEnumerable<ConfigurationValue> Enrolled(string folder)
    {
        if (!Enrolment.Exists(folder))
        {
            return [new("enrolment", null, ConfigurationSource.Default)];
        }

        var enrolment = Enrolment.Read(folder);
        var path = Path.Combine(folder, Enrolment.FileName);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var given = document.RootElement.TryGetProperty("directory", out var written)
            ? written.EnumerateObject().Select(property => property.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        var directory = enrolment.Directory;
        return
        [
            Of("cloud", enrolment.Cloud.AbsoluteUri),
            Of("cloudCaFile", enrolment.CloudCaFile),
            Of("tenantId", enrolment.TenantId.ToString()),
            Of("relayId", enrolment.RelayId.ToString()),
            Of("forest", enrolment.Forest),
            Of("serviceBus", enrolment.ServiceBus.AbsoluteUri),
            Of("repliesServiceBus", (enrolment.RepliesServiceBus ?? enrolment.ServiceBus).AbsoluteUri),
            Of("queue", enrolment.Queue),
            Of("repliesQueue", enrolment.RepliesQueue),
            Of("keyThumbprint", enrolment.KeyId),
            Of("enrolledAt", enrolment.EnrolledAt.ToString("u", CultureInfo.InvariantCulture)),
            Directory("servers", directory.Servers.Count > 0 ? string.Join(", ", directory.Servers) : "from DNS", directory.Servers.Count > 0),
            Directory("domain", directory.Domain ?? "this machine's own", directory.Domain is not null),
            Directory("caFile", directory.CaFile ?? "the system's", directory.CaFile is not null),
            Directory("user", directory.User ?? "the service's own identity", directory.User is not null),
            Directory("passwordFile", directory.PasswordFile, directory.PasswordFile is not null),
            Directory("startTls", directory.StartTls ? "yes" : "no", given.Contains("startTls")),
            Directory("timeoutSeconds", directory.TimeoutSeconds.ToString(CultureInfo.InvariantCulture), given.Contains("timeoutSeconds")),
            Directory("connectorAccount", directory.ConnectorAccount ?? "discovered", directory.ConnectorAccount is not null),
        ];

        ConfigurationValue Of(string name, string? value) => value is null
            ? new(name, null, ConfigurationSource.Default)
            : new(name, value, ConfigurationSource.File, path);

        ConfigurationValue Directory(string name, string? value, bool isGiven) =>
            new($"directory.{name}", value, isGiven ? ConfigurationSource.File : ConfigurationSource.Default, isGiven ? path : null);
    }

    // A proxy's address may hold its password.
    private static string WithoutCredentials(string text)
    {
        var at = text.LastIndexOf('@');
        return at < 0 ? text : $"{text[..(text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0)]}***{text[at..]}";
    }
}
