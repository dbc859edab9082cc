using System.CommandLine;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>coverage</c>: reads every user and says who can be written back, and why the others cannot.</summary>
internal static class CoverageCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = RelayCommandLine.JsonOption();
        var connection = new ConnectionArguments();
        var grant = new GrantArguments();
        var users = new Option<string?>("--users")
        {
            Description = "Name every enabled user that cannot be written back, one a line; with a file (.ndjson or .csv) every user in scope, with each operation.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var tenant = new Option<string?>("--tenant-users")
        {
            Description = "The tenant's users, exported there: comma-separated with onPremisesSecurityIdentifier, and licensed and selfService if known. Joined here by SID.",
            HelpName = "FILE",
        };
        var command = new Command("coverage", "Reads every user and says who can be written back, and why the others cannot.") { users, tenant };
        connection.AddTo(command);
        grant.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var settings = grant.ForReading(result);
            var inTenant = result.GetValue(tenant) is { } list ? ReadTenant(list) : null;
            using var file = result.GetValue(users) is { } name ? CoverageFile.Create(name) : null;
            var onLines = file is null && result.GetResult(users) is { Implicit: false };
            var session = await ForestSession.OpenAsync(connection.Read(result), cancellationToken).ConfigureAwait(false);
            var account = await session.RequireAccountAsync(grant.Account(result), cancellationToken).ConfigureAwait(false);
            var request = new AssessmentRequest(session.Forest, account, settings);
            CoverageProgress? progress = null;
            var scanner = new CoverageScanner(session.Connector, TimeProvider.System) { Tenant = inTenant, OnRead = () => progress?.Read() };
            if (file is not null || terminal.IsInteractive)
            {
                progress = new CoverageProgress(terminal.Error, TimeProvider.System, await scanner.CountAsync(request, cancellationToken).ConfigureAwait(false));
            }

            Action<UserCoverage>? eachUser = file is not null ? file.Add : onLines ? user => Name(terminal, result.GetValue(json), user) : null;
            var summary = await scanner.ScanAsync(request, eachUser, cancellationToken).ConfigureAwait(false);
            progress?.End();
            file?.Complete();
            if (result.GetValue(json))
            {
                // With users the document is a line like theirs, so the output stays one JSON value a line.
                terminal.Out.WriteLine(!onLines ? JsonOutput.Serialize(summary) : JsonOutput.SerializeLine(summary));
            }
            else
            {
                AssessmentOutput.Coverage(new Tables(terminal), summary);
            }

            return Judge(summary);
        });
    }

    // Protected accounts stay out by design: they do not count against anybody. One certain user without coverage decides, whatever else is unread.
    internal static int Judge(CoverageSummary summary)
    {
        var unread = Count(CoverageReason.Unreadable);
        return summary.Covered + Count(CoverageReason.ProtectedByDesign) + unread < summary.EnabledUsers ? ExitCode.NotCompliant
            : unread > 0 ? ExitCode.PendingOrUnknown
            : ExitCode.Done;

        int Count(CoverageReason reason) => summary.Groups.Where(group => group.Reason == reason).Sum(group => group.Count);
    }

    private static IReadOnlyDictionary<Sid, TenantUser> ReadTenant(string path)
    {
        try
        {
            using var file = File.OpenText(path);
            return TenantUserFile.Read(file);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException(
                $"--tenant-users {path}: {unusable.Message}", "Export the tenant's users as comma-separated values with a column onPremisesSecurityIdentifier.");
        }
    }

    private static void Name(Terminal terminal, bool json, UserCoverage user)
    {
        if (user.Enabled && user.Reason != CoverageReason.Covered)
        {
            terminal.Out.WriteLine(json ? JsonOutput.SerializeLine(user) : $"{user.Dn}\t{user.Reason}\t{user.Where}");
        }
    }
}
