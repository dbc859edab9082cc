using System.CommandLine;
using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>coverage</c>: reads every user and says who can be written back, and why the others cannot.</summary>
internal static class CoverageCommand
{
    public static Command Create(Terminal terminal, CoverageSources sources)
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
        var containers = new Option<string[]>("--connect-container")
        {
            Description = "Container that Entra Connect synchronizes, as its wizard shows it (repeatable). Default: read from Entra Connect where that is on this machine.",
            HelpName = "DN",
        };
        var command = new Command("coverage", "Reads every user and says who can be written back, and why the others cannot.") { users, tenant, containers };
        connection.AddTo(command);
        grant.AddTo(command);
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var settings = grant.Settings(result);
            var inTenant = result.GetValue(tenant) is { } list ? ReadTenant(list) : null;
            using var file = result.GetValue(users) is { } name ? CoverageFile.Create(name) : null;
            var onLines = file is null && result.GetResult(users) is { Implicit: false };
            var session = await ForestSession.OpenAsync(sources.Directory(connection.Read(result)), cancellationToken).ConfigureAwait(false);
            var account = await session.RequireAccountAsync(grant.Account(result), cancellationToken).ConfigureAwait(false);
            var connect = await LocalConnect.ReadAsync(sources.Connect, cancellationToken).ConfigureAwait(false);
            var request = new AssessmentRequest(session.Forest, account, Where(settings, session.Forest), connect.Value);
            CoverageProgress? progress = null;
            var scanner = new CoverageScanner(session.Connector, sources.Time)
            {
                Tenant = inTenant,
                Containers = Containers(result.GetValue(containers) ?? [], connect, session.Forest),
                OnScan = () => progress?.Begin(),
                OnRead = () => progress?.Read(),
            };
            if (file is not null || terminal.IsInteractive)
            {
                progress = new CoverageProgress(terminal.Error, sources.Time, await scanner.CountAsync(request, cancellationToken).ConfigureAwait(false));
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

    // Asked for the whole domain, Entra Connect's containers are no scope.
    private static PermissionSettings Where(PermissionSettings settings, DirectoryForest forest) =>
        settings.DomainWide ? settings with { Scopes = [.. forest.Domains.Select(domain => domain.Dn)] } : settings;

    private static Reading<SynchronizedContainers> Containers(string[] named, Reading<ConnectReading> connect, DirectoryForest forest)
    {
        if (named.Length > 0)
        {
            return Array.Find(named, dn => !forest.Domains.Any(domain => DistinguishedName.IsAtOrBelow(dn, domain.Dn))) is { } elsewhere
                ? throw new UsageException(
                    $"--connect-container {elsewhere} lies in no domain of {forest.RootDnsName}.",
                    $"Name an object below {string.Join(" or ", forest.Domains.Select(domain => domain.Dn))}.")
                : Reading.Known(new SynchronizedContainers(named, []));
        }

        return connect.IsKnown ? SynchronizedContainers.Of(connect.Value, forest.RootDnsName) : Reading.Unknown<SynchronizedContainers>(connect.UnknownReason);
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
