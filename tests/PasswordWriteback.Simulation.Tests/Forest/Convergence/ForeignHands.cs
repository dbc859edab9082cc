using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>What others do to permissions in a generated forest: on the scope, on units below it, on single users.</summary>
internal sealed class ForeignHands(GeneratedForest forest)
{
    private const string User = "bf967aba-0de6-11d0-a285-00aa003049e2";

    /// <summary>What is denied, and whether the product's own entries give it.</summary>
    private static readonly string[] Rights =
    [
        "CR;00299570-246d-11d0-a768-00aa006e0529", // Reset Password
        "WP;28630ebf-41d5-11d1-a9c1-0000f80367c1", // lockoutTime
        "WP;bf967a0a-0de6-11d0-a285-00aa003049e2", // pwdLastSet
        "WP;4c164200-20c0-11d0-a768-00aa006e0529", // the property set Account Restrictions
        "CR;", // every extended right
        "CRWP;", // and every property
        "CR;ab721a53-1e2f-11d0-9819-00aa0040529b", // Change Password
    ];

    private static readonly string[] Granted = Rights[..3];
    private static readonly string[] Trustees = [@"CORP\MSOL_1", @"CORP\sync", @"CORP\services", @"CORP\helpdesk"];
    private int _newSids;

    public Task DoAsync(Step step) => step switch
    {
        Step.AddForeign add => AddAsync(forest.Live(add.On), GeneratedForest.Scope, $"(A;;RP;;;S-1-5-21-9-9-9-{1000 + _newSids++})"),
        Step.RemoveForeign remove => TakeAsync(remove.On, GeneratedForest.Scope, OfHelpdesk),
        Step.RemoveOurs remove => TakeAsync(remove.On, GeneratedForest.Scope, ace => ace.Sid == forest.ConnectorSid),
        Step.Deny deny => DenyAsync(deny),
        Step.Lift lift => TakeAsync(lift.On, Place(lift.Place, lift.On), ace => ace.Type.IsDeny()),
        Step.Block block => ProtectAsync(block),
        Step.Unblock open => UnprotectAsync(open),
        Step.GrantBelow grant => GrantAsync(grant),
        _ => Task.CompletedTask,
    };

    /// <summary>Rewrites a descriptor as an administrator.</summary>
    public async Task RewriteAsync(string host, string dn, Func<SecurityDescriptor, SecurityDescriptor> change)
    {
        await using var connection = await forest.Directory.ConnectorFor(GeneratedForest.Admin).ConnectAsync(host, CancellationToken.None);
        var before = SecurityDescriptor.Parse((await connection.ReadAsync(dn, CancellationToken.None, "nTSecurityDescriptor")).GetBytes("nTSecurityDescriptor"));
        await connection.WriteDaclAsync(dn, change(before).ToBytes(), CancellationToken.None);
    }

    private async Task DenyAsync(Step.Deny step)
    {
        var dn = Place(step.Place, step.On);
        var right = Rights[step.Right % Rights.Length];
        var whom = forest.SidOf(Trustees[step.Whom % Trustees.Length]);
        var isUser = dn.StartsWith("CN=", StringComparison.Ordinal);

        // Below a unit: for users, or for everything.
        var flags = isUser ? string.Empty : step.Right % 2 == 0 ? "CIIO" : "CI";
        var type = right.EndsWith(';') ? "D" : "OD";
        await AddAsync(forest.Live(step.On), dn, $"({type};{flags};{right};{(flags == "CIIO" && type == "OD" ? User : string.Empty)};{whom})");
    }

    private async Task GrantAsync(Step.GrantBelow step)
    {
        var unit = GeneratedForest.Units[1 + (step.Unit % 2)];
        forest.Copies.Add(ForestOracle.NameOf(unit));
        foreach (var right in Granted)
        {
            await AddAsync(forest.Live(step.On), unit, $"(OA;CIIO;{right};{User};{forest.ConnectorSid})");
        }
    }

    private Task AddAsync(string host, string dn, string ace) =>
        RewriteAsync(host, dn, descriptor => descriptor.WithDacl(descriptor.Dacl!.InsertCanonical(SddlParser.ParseAce(ace))));

    private Task TakeAsync(int on, string dn, Func<Ace, bool> which) =>
        RewriteAsync(forest.Live(on), dn, descriptor => descriptor.WithDacl(new Acl(descriptor.Dacl!.Aces.Where(ace => ace.IsInherited || !which(ace)))));

    private Task ProtectAsync(Step.Block step)
    {
        var dn = Place(step.Place, step.On);
        if (step.Keep && dn != GeneratedForest.Scope)
        {
            forest.Copies.Add(ForestOracle.NameOf(dn));
        }

        return RewriteAsync(forest.Live(step.On), dn, descriptor => new SecurityDescriptor(
            descriptor.Control | DescriptorControl.DaclProtected,
            descriptor.Owner,
            descriptor.Group,
            new Acl(descriptor.Dacl!.Aces.Where(ace => step.Keep || !ace.IsInherited).Select(ace => ace.WithFlags(ace.Flags & ~AceFlags.Inherited)))));
    }

    private Task UnprotectAsync(Step.Unblock step) => RewriteAsync(forest.Live(step.On), Place(step.Place, step.On), descriptor => new SecurityDescriptor(
        descriptor.Control & ~DescriptorControl.DaclProtected, descriptor.Owner, descriptor.Group, descriptor.Dacl));

    // Every other number is a unit of the scope, the rest are users.
    private string Place(int number, int on) => number % 2 == 1 && forest.UserOn(forest.Live(on), number / 2) is { } user
        ? user
        : GeneratedForest.Units[number / 2 % 3];

    private bool OfHelpdesk(Ace ace) => ace.Sid == Sid.Parse(forest.SidOf(@"CORP\helpdesk"));
}
