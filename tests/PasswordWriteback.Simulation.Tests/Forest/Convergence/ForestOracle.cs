using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Tests.ActiveDirectory.Rights;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.Access;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Tests.Forest.Convergence;

/// <summary>The truth about a generated forest, from its state: nothing here goes through the product's reading.</summary>
internal sealed class ForestOracle(GeneratedForest forest)
{
    public SecurityDescriptor Scope(string host) => Read(host, controller => ObjectSecurity.Of(controller.Find(GeneratedForest.Scope)!));

    public AttributeStamp Stamp(string host) => Read(host, controller => controller.Find(GeneratedForest.Scope)!.Attributes[ObjectSecurity.Attribute].Stamp);

    /// <summary>The users below the scope on a domain controller, one by one, judged by a literal transcription of the specification.</summary>
    public IReadOnlyList<TrueUser> Users(string host, IReadOnlyList<Ace> ours) => forest.Directory.Read<IReadOnlyList<TrueUser>>(state =>
    {
        var controller = state.Controller(host);
        var token = new TokenBuilder(state).For(controller.Find(forest.Account.Dn)!, controller).Sids;
        return
        [
            .. from user in controller.Objects.Values
               where user.ClassName == "user" && user.Dn.EndsWith("," + GeneratedForest.Scope, StringComparison.Ordinal)
               select Judge(controller, user, token, ours),
        ];
    });

    /// <summary>Whether an entry on the scope itself denies something to the account that every user below would inherit before what is planned.</summary>
    public bool ScopeDenies() => forest.Directory.Read(state =>
    {
        var controller = state.Controller(GeneratedForest.Pdc);
        var token = new TokenBuilder(state).For(controller.Find(forest.Account.Dn)!, controller);
        return ObjectSecurity.Of(controller.Find(GeneratedForest.Scope)!).ExplicitAces
            .Any(ace => ace.Type.IsDeny() && token.Contains(ace.Sid) && ace.ObjectType != ExtendedRights.ChangePassword);
    });

    /// <summary>Names of the members of Domain Admins, as the PDC emulator knows them.</summary>
    public IReadOnlySet<string> Administrators() => Read(GeneratedForest.Pdc, controller =>
        controller.Find(GeneratedForest.Admins)!.Values("member").Select(member => NameOf(LdapValue.ToText(member))).ToHashSet(StringComparer.Ordinal));

    /// <summary>Objects of the domain that carry an ACE of their own that gives the account something, wherever.</summary>
    public IReadOnlyList<(string Dn, Ace Ace)> Granted(string host) => Read<IReadOnlyList<(string, Ace)>>(host, controller =>
    [
        .. from entry in controller.Objects.Values
           where entry.Attributes.ContainsKey(ObjectSecurity.Attribute)
           from ace in ObjectSecurity.Of(entry).ExplicitAces
           where ace.Sid == forest.ConnectorSid && ace.Type.IsAllow() && !forest.Copies.Contains(NameOf(entry.Dn))
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

    /// <summary>What an object is called wherever it is moved to; unique in these forests.</summary>
    public static string NameOf(string dn) => dn[..dn.IndexOf(',', StringComparison.Ordinal)];

    private static TrueUser Judge(ControllerState controller, ObjectState user, IReadOnlyCollection<Sid> token, IReadOnlyList<Ace> ours)
    {
        var own = ObjectSecurity.Of(user);
        var above = new List<SecurityDescriptor>();
        for (var dn = user.Dn[(user.Dn.IndexOf(',', StringComparison.Ordinal) + 1)..]; dn != GeneratedForest.Scope; dn = dn[(dn.IndexOf(',', StringComparison.Ordinal) + 1)..])
        {
            above.Add(ObjectSecurity.Of(controller.Find(dn)!));
        }

        var sid = Sid.Read(user.Attributes["objectSid"].Values[0]);
        var (reset, change, unlock) = Ask(own);
        var undenied = Ask(own.WithDacl(new Acl(own.Dacl!.Aces.Where(ace => !ace.Type.IsDeny()))));
        return new TrueUser(
            user.Dn,
            own.IsDaclProtected || above.Exists(unit => unit.IsDaclProtected),
            own.IsDaclProtected,
            own.Dacl.Aces.Any(ace => ace.Type.IsDeny() && !ace.IsInheritOnly && token.Contains(ace.Sid!)),
            undenied != (reset, change, unlock),
            above.Exists(unit => unit.ExplicitAces.Any(ace => ours.Any(mine => mine.ObjectType == ace.ObjectType && mine.Sid == ace.Sid && ace.Type.IsAllow()))),
            user.Attributes.TryGetValue("adminCount", out var count) && LdapValue.ToText(count.Values[0]) == "1",
            ours.Count(mine => own.InheritedAces.Any(ace =>
                (ace.Type, ace.Mask, ace.ObjectType, ace.Sid) == (mine.Type, mine.Mask, mine.ObjectType, mine.Sid) && !ace.IsInheritOnly)),
            reset,
            change,
            unlock);

        (bool Reset, bool Change, bool Unlock) Ask(SecurityDescriptor descriptor)
        {
            var rights = new SpecificationOracle(descriptor, token, sid);
            var mayUnlock = rights.GrantsOnProperty(AccessMask.WriteProperty, AttributeGuids.LockoutTime);
            return (
                mayUnlock
                    && rights.GrantsOnProperty(AccessMask.WriteProperty, AttributeGuids.PwdLastSet)
                    && rights.GrantsByGuid(AccessMask.ControlAccess, ExtendedRights.ResetPassword),
                rights.GrantsByGuid(AccessMask.ControlAccess, ExtendedRights.ChangePassword),
                mayUnlock);
        }
    }

    private static bool SameWrite(AttributeStamp left, AttributeStamp right) =>
        (left.Version, left.InvocationId, left.OriginatingUsn) == (right.Version, right.InvocationId, right.OriginatingUsn);

    private static bool TakesPart(ForestState state, ReplicationLink link)
    {
        var (from, to) = (state.Controller(link.From), state.Controller(link.To));
        return !from.ReadOnly && !to.InboundPaused && from.Reachability == Reachability.Answers && to.Reachability == Reachability.Answers;
    }

    private T Read<T>(string host, Func<ControllerState, T> read) => forest.Directory.Read(state => read(state.Controller(host)));
}
