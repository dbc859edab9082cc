using System.CommandLine;
using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Doctor.Outbound;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>doctor</c>: looks for what keeps writeback, or the relay, from working on this server. Writes nothing.</summary>
internal static class DoctorCommand
{
    private const string Description = """
        Looks for what keeps writeback, or the relay, from working on this server: each line with its reason and what to do. Writes nothing.

        Exit codes: 0 nothing failed, 3 something failed, 4 nothing failed and something is not known.
        """;

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var account = new Option<string?>("--account") { Description = "The connector account. Default: discovered.", HelpName = "NAME" };
        var state = StateFolder.Option();
        var policy = PolicyOption.Create();
        var sysvol = SysvolOption.Create();
        var cloud = new Option<EntraCloud>("--cloud") { Description = "Which cloud the tenant is in.", DefaultValueFactory = _ => EntraCloud.Global };
        var bus = new Option<string[]>("--namespace") { Description = "Service Bus namespace of this tenant's writeback, from event 31019 or 31034 (repeatable).", HelpName = "HOST" };
        var hosts = new Option<string[]>("--host") { Description = "Hosts to reach instead of those that Microsoft names for the cloud: HOST or HOST:PORT (repeatable).", HelpName = "HOST[:PORT]" };
        var command = new Command("doctor", Description) { account, state, policy, sysvol, cloud, bus, hosts };
        connection.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var folder = Path.GetFullPath(result.GetValue(state) ?? StateFolder.Default());
            var named = connection.Read(result);
            var enrolled = ReadEnrolled(folder);
            var reach = named.Servers.Count == 0 && named.Domain is null && enrolled is not null ? enrolled.ToLdapOptions() : named;
            var inCloud = result.GetValue(cloud);
            var namespaces = result.GetValue(bus) ?? [];
            var own = result.GetValue(hosts) ?? [];
            var options = new DoctorOptions
            {
                Connector = new LdapDirectoryConnector(reach, time),
                ConnectorAccount = result.GetValue(account) ?? enrolled?.ConnectorAccount,
                StateFolder = folder,
                PolicyPath = Path.GetFullPath(result.GetValue(policy) ?? RelayPolicyFile.DefaultPath()),
                Sysvol = SysvolOption.Path(result, sysvol),
                WritebackHosts =
                [
                    .. own.Length > 0 ? own.Select(Host) : WritebackHosts.Of(inCloud),
                    .. namespaces.Select(WritebackHosts.Namespace),
                ],
                NamespaceMissing = namespaces.Length > 0 || own.Length > 0 || inCloud == EntraCloud.China ? null : inCloud,
            };
            var report = await RelayDoctor.RunAsync(DoctorEnvironment.OfThisMachine(time), options, cancellationToken).ConfigureAwait(false);
            if (result.GetValue(json))
            {
                terminal.Out.WriteLine(JsonOutput.Serialize(new { at = report.At, result = report.Result, lines = report.Lines }));
            }
            else
            {
                DoctorOutput.Write(new Tables(terminal), report);
            }

            return report.Result switch
            {
                CheckResult.Failed => ExitCode.NotCompliant,
                CheckResult.Unknown => ExitCode.PendingOrUnknown,
                _ => ExitCode.Done,
            };
        });
    }

    private static OutboundTarget Host(string text)
    {
        try
        {
            var address = ServerAddress.Parse(text, LdapSecurity.Ldaps);
            return new OutboundTarget(address.Host, text.EndsWith($":{address.Port}", StringComparison.Ordinal) ? address.Port : OutboundTarget.Https, "a host that you named");
        }
        catch (FormatException)
        {
            throw new UsageException($"'{text}' is no host.", "Name it as in proxy-test.contoso.com or proxy-test.contoso.com:443.");
        }
    }

    // A damaged enrolment becomes a line of the report.
    private static DirectorySettings? ReadEnrolled(string folder)
    {
        try
        {
            return Enrolment.Exists(folder) ? Enrolment.Read(folder).Directory : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
