using System.Collections.ObjectModel;
using System.Text.RegularExpressions;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Relay.Policy;

/// <summary>
/// Reads the text of a policy strictly: an unknown property, a property given twice, a wrong type or an impossible value is an
/// error that names line and place. Comments are allowed.
/// </summary>
public static partial class RelayPolicyReader
{
    /// <summary>The version of the file's shape.</summary>
    public const int Version = 1;

    /// <summary>Reads the text.</summary>
    /// <returns>The policy, and the line of each top-level property.</returns>
    /// <exception cref="PolicyFormatException">It is no policy.</exception>
    public static (RelayPolicy Policy, IReadOnlyDictionary<string, int> Lines) Parse(ReadOnlySpan<byte> utf8)
    {
        var root = PolicyNode.Parse(utf8);
        var policy = new RelayPolicy();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var hasVersion = false;
        foreach (var (name, node) in root.Properties())
        {
            lines[name] = node.Line;
            switch (name)
            {
                case "$schema":
                    _ = node.Text();
                    break;
                case "version":
                    hasVersion = node.Number() == Version ? true : throw node.Wrong($"This relay reads version {Version}.");
                    break;
                default:
                    policy = Set(policy, name, node);
                    break;
            }
        }

        return hasVersion
            ? (policy, new ReadOnlyDictionary<string, int>(lines))
            : throw root.Wrong($"\"version\": {Version} is missing.");
    }

    private static RelayPolicy Set(RelayPolicy policy, string name, PolicyNode node) => name switch
    {
        "writingMode" => policy with { WritingMode = node.OneOf(("off", WritingMode.Off), ("approved", WritingMode.Approved), ("unattended", WritingMode.Unattended)) },
        "allowedCommands" => policy with { AllowedCommands = node.List(item => item.OneOf([.. RelayCommandNames.All.Select(command => (command, command))])) },
        "domains" => policy with { Domains = node.List(DnsName) },
        "scopes" => policy with { Scopes = node.List(Dn) },
        "domainWide" => policy with { DomainWide = node.Boolean() },
        "profiles" => policy with { Profiles = node.List(Profile) is { Count: > 0 } profiles ? profiles : throw node.Wrong("At least one profile is needed.") },
        "explicit" => policy with { Explicit = node.Boolean() },
        "pinnedAccounts" => policy with { PinnedAccounts = node.List(AccountSid) },
        "acceptedPrivilegedAccounts" => policy with { AcceptedPrivilegedAccounts = node.List(item => item.Text()) },
        "tierZero" => policy with { TierZero = node.List(item => item.Text()) },
        "maintenanceWindows" => policy with { MaintenanceWindows = node.List(Window) },
        "connectSwitch" => policy with { ConnectSwitch = node.Boolean() },
        "requiredControllers" => policy with { RequiredControllers = node.List(DnsName) },
        "canaryUser" => policy with { CanaryUser = node.Text() },
        _ => throw node.Wrong("There is no such property. relay-policy.schema.json lists them."),
    };

    private static string DnsName(PolicyNode node) => node.Text() is var name && DnsNameForm().IsMatch(name)
        ? name
        : throw node.Wrong("It is no DNS name, as in contoso.com.");

    private static string Dn(PolicyNode node) => node.Text() is var text && DnForm().IsMatch(text)
        ? text
        : throw node.Wrong("It is no distinguished name as a domain controller writes it: OU=Staff,DC=contoso,DC=com, without a blank after a comma.");

    private static PermissionProfile Profile(PolicyNode node) => PermissionProfile.Find(node.Text()) is { } profile && profile.Name == node.Text()
        ? profile
        : throw node.Wrong($"There is no such profile; it is one of {string.Join(", ", PermissionProfile.All.Select(profile => profile.Name))}, with +inetOrgPerson after it where wanted.");

    private static string AccountSid(PolicyNode node) => Sid.TryParse(node.Text(), out var sid) && sid.DomainSid is not null
        ? sid.ToString()
        : throw node.Wrong("It is no SID of an account of a domain, as in S-1-5-21-1-2-3-1104.");

    private static MaintenanceWindow Window(PolicyNode node)
    {
        IReadOnlyList<DayOfWeek>? days = null;
        TimeOnly? from = null, to = null;
        var zone = TimeZoneInfo.Utc;
        foreach (var (name, value) in node.Properties())
        {
            switch (name)
            {
                case "days":
                    days = value.List(day => day.OneOf([.. Enum.GetValues<DayOfWeek>().Select(each => (each.ToString().ToLowerInvariant(), each))]));
                    break;
                case "from":
                    from = Time(value);
                    break;
                case "to":
                    to = Time(value);
                    break;
                case "timeZone":
                    zone = TimeZoneInfo.TryFindSystemTimeZoneById(value.Text(), out var found)
                        ? found
                        : throw value.Wrong("This machine knows no such time zone; write UTC or a name such as Europe/Zurich.");
                    break;
                default:
                    throw value.Wrong("A maintenance window has days, from, to and timeZone.");
            }
        }

        return days is { Count: > 0 } && from is { } begin && to is { } end
            ? new MaintenanceWindow(days, begin, end, zone)
            : throw node.Wrong("A maintenance window needs days (at least one), from and to.");
    }

    // These two are in relay-policy.schema.json as well.
    [GeneratedRegex(@"^([\p{L}\p{N}_-]+\.)*(?=[^.]*[\p{L}_])[\p{L}\p{N}_-]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DnsNameForm();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9-]*=(\\[\s\S]|[^\\,])+,)*[dD][cC]=[^\\,\s]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DnForm();

    private static TimeOnly Time(PolicyNode node) =>
        TimeOnly.TryParseExact(node.Text(), "HH:mm", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var time)
            ? time
            : throw node.Wrong("It is no time of day, as in 22:00.");
}
