using System.CommandLine;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Hosting;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>enroll</c>: makes this relay's key, enrols it with a one-time code, and keeps what the service needs.</summary>
internal static class EnrollCommand
{
    public static Command Create(Terminal terminal, ServiceMachine machine, TimeProvider time)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var state = StateFolder.Option();
        var url = new Option<string>("--url") { Description = "Address of the cloud.", HelpName = "URL", Required = true };
        var code = new Option<string>("--code") { Description = "One-time code; '-' reads it from standard input.", HelpName = "CODE", Required = true };
        var ca = new Option<string?>("--cloud-ca") { Description = "Certificate authorities to trust for the cloud, and no others (PEM). Default: the system's.", HelpName = "FILE" };
        var account = new Option<string?>("--account") { Description = "Connector account: logon name, DOMAIN\\name, distinguished name or SID. Default: discovered.", HelpName = "ACCOUNT" };
        var replace = new Option<bool>("--replace") { Description = "Put a new enrolment, with a new key, in place of the present one." };
        var command = new Command("enroll", "Enrols this server as the relay of its forest. Makes the relay's key here; it never leaves this server.")
        {
            url, code, ca, account, replace, state,
        };
        connection.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var cloud = Address(result.GetRequiredValue(url));
            var directory = connection.Settings(result, result.GetValue(account));
            var folder = Path.GetFullPath(result.GetValue(state) ?? StateFolder.Default());
            if (OperatingSystem.IsWindows() && WindowsServiceAccess.FindProblem(folder, accounts: null) is { } foreign)
            {
                throw new ServiceControlException(
                    ServiceFault.NotSafe, $"Somebody else may have prepared the state folder: {foreign}", "Look at what is in it, remove it, and enrol again; or name another --state-folder.");
            }

            using var only = StateLock.Take(folder);
            var earlier = Earlier(folder, result.GetValue(replace));
            using var transport = RelayHost.Transport(result.GetValue(ca));
            using var http = RelayHost.Client(transport);
            var secret = await CodeAsync(terminal, result.GetRequiredValue(code), cancellationToken).ConfigureAwait(false);
            var (enrolment, standsBy) = await EnrolAsync(
                new RelayKeyStore(RelayHost.KeyFolder(folder)), http, cloud, secret, folder, time, cancellationToken).ConfigureAwait(false);
            enrolment = enrolment with { Directory = directory, CloudCaFile = result.GetValue(ca) is { } file ? Path.GetFullPath(file) : null };
            enrolment.Save(folder);
            if (earlier is not null)
            {
                new RelayKeyStore(RelayHost.KeyFolder(folder)).Delete(earlier.KeyId);
            }

            return Report(terminal, result.GetValue(json), enrolment, standsBy, folder, machine.HiddenAbove(folder));
        });
    }

    private static async Task<(Enrolment Enrolment, bool StandsBy)> EnrolAsync(
        RelayKeyStore keys, HttpClient http, Uri cloud, string code, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        using var key = keys.Create();
        try
        {
            var answer = await new RelayCloudClient(http, cloud, key, Guid.Empty, time)
                .EnrolAsync(code, Environment.MachineName, RelayCommandLine.Version, cancellationToken).ConfigureAwait(false);
            if (new[] { answer.ServiceBus, answer.RepliesServiceBus ?? answer.ServiceBus }.FirstOrDefault(queues => !RelayCloudClient.IsProtected(queues)) is { } open)
            {
                throw new CloudException(
                    CloudFault.Unexpected, $"The cloud names queues at {open}, which is not HTTPS.", "Have the address of the queues corrected in the cloud.");
            }

            CloudKeyRing.Create(folder, answer.CloudKeys, time);
            return (Enrolment.Of(cloud, answer, key.Id, time.GetUtcNow()), answer.StandsBy);
        }
        catch (Exception)
        {
            keys.Delete(key.Id);
            throw;
        }
    }

    private static Enrolment? Earlier(string folder, bool replace)
    {
        if (!Enrolment.Exists(folder))
        {
            return null;
        }

        var earlier = Enrolment.Read(folder);
        return replace
            ? earlier
            : throw new UsageException(
                $"This server is relay {earlier.RelayId} of tenant {earlier.TenantId} already.", "Have that relay revoked, then give --replace for a new enrolment with a new key.");
    }

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && RelayCloudClient.IsProtected(address)
        ? address
        : throw new UsageException($"--url '{text}' is no address that begins with https://.", "Give the address that came with the code.");

    private static async Task<string> CodeAsync(Terminal terminal, string given, CancellationToken cancellationToken)
    {
        var code = given == "-" ? await terminal.In.ReadLineAsync(cancellationToken).ConfigureAwait(false) : given;
        return code?.Trim() is { Length: > 0 } text ? text : throw new UsageException("--code is empty.", "Give the code as it was shown.");
    }

    private static int Report(Terminal terminal, bool json, Enrolment enrolment, bool standsBy, string folder, string? hidden)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonOutput.Serialize(new { enrolment.RelayId, enrolment.TenantId, enrolment.Forest, enrolment.Cloud, enrolment.KeyId, standsBy, stateFolder = folder }));
            return ExitCode.Done;
        }

        var output = new Tables(terminal);
        output.Good($"This server is relay {enrolment.RelayId} of tenant {enrolment.TenantId}, for forest {enrolment.Forest}.");
        if (standsBy)
        {
            output.Line(
                $"It stands by: another relay of this forest is active, and gets the commands until this one is promoted (POST {enrolment.Cloud.AbsoluteUri.TrimEnd('/')}/api/tenants/{enrolment.TenantId}/relays/{enrolment.RelayId}/promote).");
        }

        var service = hidden is null ? $"Make it a service: relay install --state-folder \"{folder}\". Or run" : "Run";
        output.Line($"Its key {enrolment.KeyId} was made here. {service} it in this console: relay run --state-folder \"{folder}\"");
        if (hidden is not null)
        {
            output.Warn($"It cannot be a service: {folder} lies below {hidden}, which a service does not see. For a service enrol again, with a --state-folder below /var/lib.");
        }

        return ExitCode.Done;
    }
}
