using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>The truth about a generated forest, from its state: nothing here goes through the product's reading.</summary>
internal sealed class ForestOracle(GeneratedForest forest)
{
    private static readonly RequestedRight[] Rights =
    [
        RequestedRight.ExtendedRight(ExtendedRights.ResetPassword),
        RequestedRight.Write(AttributeGuids.LockoutTime, null, SchemaGuids.User),
        RequestedRight.Write(AttributeGuids.PwdLastSet, PropertySets.UserAccountRestrictions, SchemaGuids.User),
    ];

    private readonly AccessToken _connector = new(forest.ConnectorSid, []);

    public SecurityDescriptor Scope(string host) => Read(host, controller => ObjectSecurity.Of(controller.Find(GeneratedForest.Scope)!));

    public AttributeStamp Stamp(string host) => Read(host, controller => controller.Find(GeneratedForest.Scope)!.Attributes[ObjectSecurity.Attribute].Stamp);

    /// <summary>The users below the scope on a domain controller that inherit from it, one by one, with whether the account has every right there.</summary>
    public IReadOnlyList<(string Dn, bool HasAll)> Users(string host) => Read<IReadOnlyList<(string, bool)>>(host, controller =>
    [
        .. from user in controller.Objects.Values
           where user.ClassName == "user" && user.Dn.EndsWith("," + GeneratedForest.Scope, StringComparison.Ordinal) && !ObjectSecurity.Of(user).IsDaclProtected
           select (user.Dn, Rights.All(right => ObjectSecurity.Grants(user, _connector, right))),
    ]);

    /// <summary>Objects of the domain that carry an ACE for the account of their own, wherever.</summary>
    public IReadOnlyList<(string Dn, Ace Ace)> Granted(string host) => Read<IReadOnlyList<(string, Ace)>>(host, controller =>
    [
        .. from entry in controller.Objects.Values
           where entry.Attributes.ContainsKey(ObjectSecurity.Attribute)
           from ace in ObjectSecurity.Of(entry).ExplicitAces
           where ace.Sid == forest.ConnectorSid
           select (entry.Dn, ace),
    ]);

    /// <summary>The writable domain controllers that changes of the PDC emulator come to, itself included.</summary>
    public IReadOnlyList<string> Connected() => forest.Directory.Read(state =>
    {
        var reached = new HashSet<string> { GeneratedForest.Pdc };
        while (state.Links.Find(link => reached.Contains(link.From) && !reached.Contains(link.To) && TakesPart(state, link)) is { } link)
        {
            reached.Add(link.To);
        }

        return reached.Where(forest.Writable.Contains).ToList();
    });

    /// <summary>Writable domain controllers that answer and hold another version of the scope than the PDC emulator.</summary>
    public bool AnyDisagrees() => forest.Writable.Any(host => Answers(host) && SameWrite(Stamp(host), Stamp(GeneratedForest.Pdc)) is false);

    public bool Answers(string host) => Read(host, controller => controller.Reachability == Reachability.Answers);

    private static bool SameWrite(AttributeStamp left, AttributeStamp right) =>
        (left.Version, left.InvocationId, left.OriginatingUsn) == (right.Version, right.InvocationId, right.OriginatingUsn);

    private static bool TakesPart(ForestState state, ReplicationLink link)
    {
        var (from, to) = (state.Controller(link.From), state.Controller(link.To));
        return !from.ReadOnly && !to.InboundPaused && from.Reachability == Reachability.Answers && to.Reachability == Reachability.Answers;
    }

    private T Read<T>(string host, Func<ControllerState, T> read) => forest.Directory.Read(state => read(state.Controller(host)));
}
