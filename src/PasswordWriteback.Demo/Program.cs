using System.CommandLine;
using PasswordWriteback.Demo;

const int UsageError = 2;

var json = new Option<bool>("--json") { Description = "Print only the report, as one JSON document; logs go to stderr." };
var speed = new Option<double>("--speed")
{
    Description = "How many times faster than real time the simulated clocks run.",
    DefaultValueFactory = _ => new DemoOptions().Speed,
};
var forest = new Option<string[]>("--forest")
{
    Description = "Use a real forest: a domain controller as ldaps://HOST[:PORT] or HOST. Repeatable.",
    AllowMultipleArgumentsPerToken = true,
};
var ca = new Option<FileInfo?>("--ca") { Description = "With --forest: the CA that signed the domain controllers' certificates (PEM)." };
var user = new Option<string?>("--user") { Description = "With --forest: the distinguished name to bind as; else the process's own identity." };
var passwordFile = new Option<FileInfo?>("--password-file") { Description = "With --user: a file that holds the password." };
var account = new Option<string?>("--account") { Description = "With --forest: the connector account (logon name, DN or SID); else it is discovered." };
var scope = new Option<string[]>("--scope") { Description = "With --forest: an organizational unit to grant on. Repeatable." };
var domainWide = new Option<bool>("--domain-wide") { Description = "With --forest: allow grants on the heads of the domains." };

speed.Validators.Add(result =>
{
    if (result.GetValueOrDefault<double>() is not (> 0 and <= 5000))
    {
        result.AddError("--speed takes a number above 0, at most 5000.");
    }
});
var root = new RootCommand("Takes a simulated hybrid tenant through an apply of password writeback, against a simulated or a real forest.")
{
    json, speed, forest, ca, user, passwordFile, account, scope, domainWide, SimulateTenantCommand.Create(),
};
root.Validators.Add(result =>
{
    var real = result.GetValue(forest) is { Length: > 0 };
    if (!real && (result.GetValue(scope) is { Length: > 0 } || result.GetValue(domainWide) || result.GetValue(user) is not null))
    {
        result.AddError("--scope, --domain-wide and --user belong to --forest: the simulated forest needs none of them.");
    }

    if (real && result.GetValue(scope) is not { Length: > 0 } && !result.GetValue(domainWide))
    {
        result.AddError("Say where the run may grant in the real forest: --scope DN (repeatable), or --domain-wide.");
    }
});
root.SetAction((parsed, cancellationToken) => DemoCommand.RunAsync(
    new DemoOptions
    {
        Json = parsed.GetValue(json),
        Speed = parsed.GetValue(forest) is { Length: > 0 } ? 1 : parsed.GetValue(speed),
        Forest = parsed.GetValue(forest) ?? [],
        CaFile = parsed.GetValue(ca),
        User = parsed.GetValue(user),
        PasswordFile = parsed.GetValue(passwordFile),
        Account = parsed.GetValue(account),
        Scopes = parsed.GetValue(scope) ?? [],
        DomainWide = parsed.GetValue(domainWide),
    },
    cancellationToken));

var parseResult = root.Parse(args);
var exitCode = await parseResult.InvokeAsync().ConfigureAwait(false);
return parseResult.Errors.Count > 0 ? UsageError : exitCode;
