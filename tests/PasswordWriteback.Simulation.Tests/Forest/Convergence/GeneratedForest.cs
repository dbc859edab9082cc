using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.Building;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>The forest of a scenario, and the events in it that are not the product's.</summary>
internal sealed class GeneratedForest
{
    public const string Head = "DC=corp,DC=example";
    public const string Scope = $"OU=Staff,{Head}";
    public const string Admin = @"CORP\Administrator";
    private const string Connector = @"CORP\MSOL_1";
    public const string Admins = $"CN=Domain Admins,CN=Users,{Head}";
    /// <summary>The units; users are moved between them. The last one lies outside of the scope.</summary>
    public static readonly string[] Units = [Scope, $"OU=Sales,{Scope}", $"OU=West,OU=Sales,{Scope}", $"OU=Elsewhere,{Head}"];

    private readonly Scenario _scenario;
    private readonly HashSet<string> _cut = [];
    private readonly ForeignHands _others;
    private int _newcomers;

    public GeneratedForest(Scenario scenario)
    {
        _scenario = scenario;
        var builder = new ForestBuilder().Domain("corp.example", "CORP", Fill).Grant(Scope, @"CORP\helpdesk", "(A;CI;RP;;;{0})");
        int[] sites = [.. Sites().Distinct().Order()];
        foreach (var (at, number) in sites.Index().Skip(1))
        {
            var link = scenario.Links[(number - 1) % scenario.Links.Count];

            // Nothing replicates out of a site of read-only controllers alone.
            int[] hubs = [.. sites.Take(at).Where(site => Sites().Zip(scenario.Controllers).Index().Any(
                each => each.Item.First == site && (each.Index == 0 || each.Item.Second.Kind != Kind.ReadOnly)))];
            builder.SiteLink($"S{number}", $"S{hubs[link.To % hubs.Length]}", TimeSpan.FromMinutes(link.Minutes), link.NightsOnly ? [22, 23, 0, 1, 2, 3] : null);
        }

        builder = scenario.SortsDacls ? builder : builder.KeepDaclOrder();
        Directory = (scenario.ServesPendingPropagations ? builder : builder.WithoutPendingPropagations()).Build(Clock);
        Writable = [.. Directory.Read(state => state.Controllers.Where(controller => !controller.ReadOnly).Select(controller => controller.HostName).ToList())];
        ConnectorSid = Sid.Parse(SidOf(Connector));
        Account = new ConnectorAccount($"CN=MSOL_1,OU=Elsewhere,{Head}", "MSOL_1", ConnectorSid.ToString(), "corp.example", [ConnectorWitness.Named], null, null);
        _others = new ForeignHands(this);
        foreach (var (index, controller) in scenario.Controllers.Index().Skip(1))
        {
            if (controller.Kind == Kind.Lingering)
            {
                Directory.PauseInboundReplication(Host(index));
            }
        }
    }

    public ManualClock Clock { get; } = new();

    public SimulatedForest Directory { get; }

    public Sid ConnectorSid { get; }

    public ConnectorAccount Account { get; }

    public IReadOnlyList<string> Writable { get; }

    /// <summary>Names (<c>CN=…</c>, <c>OU=…</c>) of objects on which others have set, or kept, entries for the account.</summary>
    public ISet<string> Copies { get; } = new HashSet<string>(StringComparer.Ordinal);

    public static string Pdc => Host(0);

    /// <summary>The dead fall silent only now: discovery has seen them once.</summary>
    public void Bury()
    {
        foreach (var (index, controller) in _scenario.Controllers.Index().Skip(1))
        {
            if (controller.Kind == Kind.Dead)
            {
                Directory.SetReachability(Host(index), Reachability.Silent);
            }
        }
    }

    /// <summary>Those who were cut off come back, but the dead.</summary>
    public void BringBack()
    {
        foreach (var host in _cut)
        {
            Directory.SetReachability(host, Reachability.Answers);
        }

        _cut.Clear();
    }

    public async Task HappenAsync(Step step)
    {
        switch (step)
        {
            case Step.Wait wait:
                Clock.Advance(TimeSpan.FromMinutes(wait.Minutes));
                break;
            case Step.MoveUser move when Live(move.On) is { } host && UserOn(host, move.User) is { } user:
                Directory.Move(host, user, Units[move.To % Units.Length]);
                break;
            case Step.NewUser create:
                var number = _newcomers++;
                Directory.Extend(Units[create.In % Units.Length], unit => unit.User($"new{number}", $"New User{number}"));
                break;
            case Step.Promote promote when UserOn(Pdc, promote.User) is { } user:
                Directory.Modify(Pdc, Admins, "member", [.. Members().Union([user])]);
                break;
            case Step.Demote demote when Members() is { Count: > 1 } members:
                Directory.Modify(Pdc, Admins, "member", [.. members.Where((_, index) => index != 1 + (demote.User % (members.Count - 1)))]);
                break;
            case Step.Orphan orphan when UserOn(Pdc, orphan.User) is { } user:
                var others = Members().Where(member => member != user).ToList();
                Directory.Modify(Pdc, Admins, "member", [.. others, user]);
                Directory.RunProtectionTask("corp.example");
                Directory.Modify(Pdc, Admins, "member", others);
                break;
            case Step.Cut cut when Host(cut.Which % _scenario.Controllers.Count) is var host && host != Pdc && Writable.Contains(host) && Answers(host):
                _cut.Add(host);
                Directory.SetReachability(host, Reachability.Refuses);
                break;
            case Step.Back back when Host(back.Which % _scenario.Controllers.Count) is var host && _cut.Remove(host):
                Directory.SetReachability(host, Reachability.Answers);
                break;
            default:
                await _others.DoAsync(step);
                break;
        }
    }

    /// <summary>Rewrites the DACL of the scope as somebody else.</summary>
    public Task RewriteAsync(string host, Func<Acl, Acl> change) =>
        _others.RewriteAsync(host, Scope, descriptor => descriptor.WithDacl(change(descriptor.Dacl!)));

    public static string Host(int index) => $"dc{index + 1}.corp.example";

    /// <summary>A writable domain controller that answers.</summary>
    public string Live(int number)
    {
        var live = Writable.Where(Answers).ToList();
        return live[number % live.Count];
    }

    private bool Answers(string host) => Directory.Read(state => state.Controller(host).Reachability == Reachability.Answers);

    /// <summary>The built-in administrator first, then those who were promoted.</summary>
    private List<string> Members() =>
        Directory.Read(state => state.PdcEmulator(state.Domains[0]).Find(Admins)!.Values("member").Select(LdapValue.ToText).ToList());

    /// <summary>A user in one of the units on a domain controller, but the connector account.</summary>
    public string? UserOn(string host, int number) => Directory.Read(state =>
    {
        var users = state.Controller(host).Objects.Values
            .Where(entry => entry.ClassName == "user" && Units.Any(unit => entry.Dn.EndsWith(unit, StringComparison.Ordinal)) && !entry.Dn.Contains("MSOL", StringComparison.Ordinal))
            .ToList();
        return users.Count == 0 ? null : users[number % users.Count].Dn;
    });

    public string SidOf(string account) => Directory.Read(state => Sid.Read(ForestAccount.Find(state, account)!.Attributes["objectSid"].Values[0]).ToString());

    private IEnumerable<int> Sites() => _scenario.Controllers.Select((controller, index) => index == 0 ? 0 : controller.Site);

    private void Fill(DomainBuilder domain)
    {
        foreach (var ((controller, site), index) in _scenario.Controllers.Zip(Sites()).Select((pair, index) => (pair, index)))
        {
            domain.Controller($"dc{index + 1}", $"S{site}", index > 0 && controller.Kind == Kind.ReadOnly,
                new PropagatorSpeed(TimeSpan.FromSeconds(controller.DelaySeconds), controller.ObjectsPerMinute / 60.0));
        }

        domain.OrganizationalUnit("Staff", staff => staff
            .User("anna", "Anna A").User("ben", "Ben B")
            .OrganizationalUnit("Sales", sales => sales
                .User("cleo", "Cleo C").User("dora", "Dora D")
                .OrganizationalUnit("West", west => west.User("emil", "Emil E"))));
        domain.OrganizationalUnit("Elsewhere", elsewhere => elsewhere
            .User("fritz", "Fritz F").Group("helpdesk").Group("services").Group("sync", "services")
            .User("MSOL_1", "MSOL_1", new UserOptions { MemberOf = ["sync"] }));
    }
}
