using System.CommandLine;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Relay.Permissions;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>For whom and where: account, scopes, profile.</summary>
internal sealed class GrantArguments
{
    private readonly Option<string?> _account = new("--account")
    {
        Description = "Connector account: logon name, DOMAIN\\name, distinguished name or SID. Default: discovered.",
        HelpName = "ACCOUNT",
    };

    private readonly Option<string[]> _scope = new("--scope")
    {
        Description = "Object below which users shall be written back (repeatable). Default: the containers that Entra Connect of this machine synchronizes and that hold users.",
        HelpName = "DN",
    };

    private readonly Option<bool> _domainWide = new("--domain-wide") { Description = "The whole domain, with ACEs on its head." };

    private readonly Option<string> _profile = new("--profile")
    {
        Description = $"Set of rights: {string.Join(", ", PermissionProfile.All.Select(profile => profile.Name))}. Default: {PermissionProfile.Default.Name}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => PermissionProfile.Default.Name,
    };

    private readonly Option<bool> _explicit = new("--explicit") { Description = "Also write rights that are effective through a group or another ACE." };

    private readonly Option<string[]> _accept = new("--accept")
    {
        Description = "Privileged account that may become resettable from the cloud: logon name, distinguished name or SID (repeatable).",
        HelpName = "ACCOUNT",
    };

    public void AddTo(Command command)
    {
        Option[] options = [_account, _scope, _domainWide, _profile, _explicit, _accept];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    public string? Account(ParseResult result) => result.GetValue(_account);

    /// <summary>The settings. Without scopes, what Entra Connect of this machine synchronizes counts; where that is not known, the whole domain is looked at.</summary>
    /// <exception cref="UsageException">The profile is unknown, or the options do not fit together.</exception>
    public PermissionSettings Settings(ParseResult result)
    {
        var scopes = result.GetValue(_scope) ?? [];
        var domainWide = result.GetValue(_domainWide);
        if (scopes.Length > 0 && domainWide)
        {
            throw new UsageException("--scope and --domain-wide exclude each other.", "Give the one that is meant.");
        }

        var name = result.GetValue(_profile)!;
        return new PermissionSettings
        {
            Scopes = scopes,
            DomainWide = domainWide,
            Profile = PermissionProfile.Find(name) ?? throw new UsageException(
                $"There is no profile '{name}'.", $"Give one of {string.Join(", ", PermissionProfile.All.Select(profile => profile.Name))}."),
            Explicit = result.GetValue(_explicit),
            AcceptedPrivilegedAccounts = result.GetValue(_accept) ?? [],
        };
    }

    /// <summary>A plan that was made says scopes and rights itself.</summary>
    /// <exception cref="UsageException">One of them is given beside --plan.</exception>
    public void RefuseBesidePlan(ParseResult result)
    {
        Option[] planned = [_scope, _domainWide, _profile, _explicit, _accept];
        if (Array.Find(planned, option => result.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UsageException(
                $"--plan and {given.Name} exclude each other: the plan already says what is written, and where.",
                $"Leave {given.Name} away, or make another plan with it ('relay plan').");
        }
    }
}
