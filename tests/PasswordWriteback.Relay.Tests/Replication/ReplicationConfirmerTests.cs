using System.Text;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.Relay.Tests.Replication;

public sealed class ReplicationConfirmerTests
{
    private const string Head = "DC=corp,DC=example";
    private const string Configuration = "CN=Configuration,DC=corp,DC=example";
    private const string Staff = "OU=Staff,DC=corp,DC=example";
    private const string Deep = "OU=Deep,OU=Staff,DC=corp,DC=example";
    private const string Connector = "S-1-5-21-1-2-3-1151";
    private const string Ours = $"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{Connector})";
    private const string OursInherited = $"(OA;CIID;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;{Connector})";
    private const string Reader = "S-1-5-21-1-2-3-2000";
    private const string Foreign = $"(A;CI;RPLC;;;{Reader})";
    private const string ForeignInherited = $"(A;CIID;RPLC;;;{Reader})";
    private static readonly Guid Dc1Id = Guid.Parse("11111111-0000-0000-0000-000000000001");
    private static readonly Guid Dc2Id = Guid.Parse("22222222-0000-0000-0000-000000000002");
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeForest _directory = new();
    private readonly StoppedClock _clock = new(Noon.AddHours(1));

    public ReplicationConfirmerTests()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Put(host, "", ("highestCommittedUSN", Text("5000")), ("tokenGroups", Sid.Parse(Reader).ToBytes()));
            _directory.Put(host, $"CN=Directory Service,CN=Windows NT,CN=Services,{Configuration}", ("tombstoneLifetime", Text("180")));
            _directory.Put(host, Head);
            Staffed(host, Foreign + Ours, version: 2, usn: 100);
            _directory.Put(host, Deep, ("objectClass", Text("organizationalUnit")), ("nTSecurityDescriptor", Sd("D:AI" + ForeignInherited)));
            User(host, $"CN=Anna,{Staff}", "D:AI" + OursInherited);
            User(host, $"CN=Ben,{Deep}", "D:AI" + OursInherited);
            User(host, $"CN=Ada,{Staff}", "D:P(A;;GA;;;BA)");
        }
    }

    [Fact]
    public async Task EverythingArrived_IsConfirmed_OnAnUnprotectedSample()
    {
        var confirmation = await ConfirmAsync();

        Assert.All(confirmation.Controllers.Where(item => item.HostName != "rodc.corp.example"), item => Assert.Equal(ConfirmationState.Confirmed, item.State));
        Assert.Equal(2, Of("dc1", confirmation).SampledUsers);
        Assert.Equal((true, "PDC emulator"), (Of("dc1", confirmation).Required, Of("dc1", confirmation).RequiredBecause));
        Assert.Equal("Entra Connect may use it", Of("dc2", confirmation).RequiredBecause);
        Assert.Empty(confirmation.Alarms);
        Assert.Equal(0, _directory.ConnectionsOpen);
    }

    [Fact]
    public async Task AReadOnlyController_IsExempt_AndNotAsked() =>
        Assert.Equal(ConfirmationState.Exempt, Of("rodc", await ConfirmAsync()).State);

    [Fact]
    public async Task AnObjectThatHasNotArrived_IsRootPending()
    {
        Staffed("dc2.corp.example", Foreign, version: 1, usn: 50);

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal(ConfirmationState.RootPending, controller.State);
        Assert.Contains("still has version 1; ours is 2", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUserThatHasNotInherited_IsInheritancePending()
    {
        User("dc2.corp.example", $"CN=Ben,{Deep}", "D:AI");

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal(ConfirmationState.InheritancePending, controller.State);
        Assert.Contains("1 of 2 sampled users", controller.Reason, StringComparison.Ordinal);
        Assert.Contains("CN=Ben", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUserThatHasNotReplicatedYet_ProvesNothingEitherWay()
    {
        _directory.Remove("dc2.corp.example", $"CN=Ben,{Deep}");

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal((ConfirmationState.Confirmed, 1), (controller.State, controller.SampledUsers));
    }

    [Fact]
    public async Task AUserBelowAUnitThatBlocksInheritance_IsNotSampled()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Put(host, Deep, ("objectClass", Text("organizationalUnit")), ("nTSecurityDescriptor", Sd("D:P")));
            User(host, $"CN=Ben,{Deep}", "D:AI");
        }

        var confirmation = await ConfirmAsync();

        Assert.Equal((ConfirmationState.Confirmed, 1), (Of("dc1", confirmation).State, Of("dc1", confirmation).SampledUsers));
    }

    [Fact]
    public async Task ASilentController_DelaysNoOther_AndKeepsItsSince()
    {
        _directory.Hang("dc2.corp.example");

        var first = await ConfirmAsync();
        _clock.Now += TimeSpan.FromHours(5);
        var second = await ConfirmAsync(first.Controllers);

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", second).State);
        Assert.Equal((ConfirmationState.Unreachable, Noon.AddHours(1)), (Of("dc2", second).State, Of("dc2", second).Since));
    }

    [Fact]
    public async Task AControllerThatAnswersAgain_LosesItsSince()
    {
        var silent = Of("dc2", await ConfirmAsync()) with { State = ConfirmationState.Unreachable, Since = Noon };

        Assert.Null(Of("dc2", await ConfirmAsync([silent])).Since);
    }

    [Fact]
    public async Task AControllerSilentLongerThanTheTombstoneLifetime_IsAbandoned()
    {
        _directory.Fail("dc2.corp.example", DirectoryFault.Unreachable);
        var first = await ConfirmAsync();
        _clock.Now += TimeSpan.FromDays(181);

        var controller = Of("dc2", await ConfirmAsync(first.Controllers));

        Assert.Equal(ConfirmationState.Abandoned, controller.State);
        Assert.Contains("metadata cleanup", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AControllerThatItsPartnersHaveNotHeardOf_IsAbandonedAtFirstSight()
    {
        _directory.Fail("dc2.corp.example", DirectoryFault.Timeout);
        _directory.Put("dc1.corp.example", Head, ("replUpToDateVector", Cursor(Dc2Id, Noon.AddDays(-200))));

        Assert.Equal(ConfirmationState.Abandoned, Of("dc2", await ConfirmAsync()).State);
    }

    [Fact]
    public async Task ALaterChangeThatTookOursAway_IsAnAlarm()
    {
        Staffed("dc2.corp.example", Foreign, version: 3, usn: 900, Dc2Id);

        var confirmation = await ConfirmAsync();

        Assert.Equal(ConfirmationState.RootPending, Of("dc2", confirmation).State);
        Assert.Contains(confirmation.Alarms, alarm => alarm.Contains("what was written is gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnEntryOfOthersThatWasLost_IsAnAlarm_WithItsSddl()
    {
        Staffed("dc2.corp.example", Ours, version: 3, usn: 900, Dc2Id);

        var confirmation = await ConfirmAsync();

        Assert.Equal([$"{Staff} has lost an entry of others: {Foreign}."], confirmation.Alarms);
    }

    [Fact]
    public async Task ADescriptorThatIsNotShown_IsNoConfirmation()
    {
        _directory.Put("dc2.corp.example", Staff, ("replPropertyMetaData", Stamp(2, Dc1Id, 100)));

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal(ConfirmationState.RootPending, controller.State);
        Assert.Contains("not shown", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASampledUserWhosePermissionsAreNotShown_IsInheritancePending()
    {
        _directory.Put("dc2.corp.example", $"CN=Anna,{Staff}", ("objectClass", Text("user")));

        var confirmation = await ConfirmAsync();

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", confirmation).State);
        Assert.Equal((ConfirmationState.InheritancePending, 1), (Of("dc2", confirmation).State, Of("dc2", confirmation).SampledUsers));
        Assert.Contains($"1 of 2 sampled users below {Staff} could not be read, among them CN=Anna,{Staff}", Of("dc2", confirmation).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dc1")]
    [InlineData("dc2")]
    public async Task UsersWhosePermissionsNobodyShows_AreNotAnEmptyScope(string name)
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Put(host, $"CN=Anna,{Staff}", ("objectClass", Text("user")));
            _directory.Put(host, $"CN=Ben,{Deep}", ("objectClass", Text("user")));
        }

        var controller = Of(name, await ConfirmAsync());

        Assert.Equal(ConfirmationState.InheritancePending, controller.State);
        Assert.Contains($"The users below {Staff} could not be read", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUnitWhosePermissionsAreNotShown_LeavesItsUsersUndecided()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Put(host, Deep, ("objectClass", Text("organizationalUnit")));
            _directory.Remove(host, $"CN=Anna,{Staff}");
        }

        Assert.Equal(ConfirmationState.InheritancePending, Of("dc1", await ConfirmAsync()).State);
    }

    [Theory]
    [InlineData(Deep, "D:AI")]
    [InlineData(Deep, "D:P")]
    [InlineData(null, "")]
    public async Task AScopeWithoutAUserInView_IsNoEmptyOne_WhereAUnitHidesWhatIsInIt(string? closed, string sddl)
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Remove(host, $"CN=Anna,{Staff}");
            _directory.Remove(host, $"CN=Ben,{Deep}");
            if (closed is not null)
            {
                _directory.Put(host, closed, ("objectClass", Text("organizationalUnit")), ("nTSecurityDescriptor", Sd(sddl)));
            }
        }

        var controller = Of("dc1", await ConfirmAsync());

        Assert.Equal(closed is null ? ConfirmationState.Confirmed : ConfirmationState.InheritancePending, controller.State);
        Assert.Equal(closed is not null, controller.Reason.Contains($"{Deep} hides what is in it (unreadable: child objects", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AScopeWhoseUsersAreAllProtected_IsConfirmed()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Remove(host, $"CN=Anna,{Staff}");
            _directory.Remove(host, $"CN=Ben,{Deep}");
        }

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal((ConfirmationState.Confirmed, 0), (controller.State, controller.SampledUsers));
        Assert.Contains("No user below had to inherit anything", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoneOfTheSampledUsersOnAController_IsInheritancePending()
    {
        _directory.Remove("dc2.corp.example", $"CN=Anna,{Staff}");
        _directory.Remove("dc2.corp.example", $"CN=Ben,{Deep}");

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal(ConfirmationState.InheritancePending, controller.State);
        Assert.Contains("None of 2 sampled users", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASampleThatCannotBeChosen_IsInheritancePending_AndNamesTheCause()
    {
        _directory.Remove("dc1.corp.example", "");

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal(ConfirmationState.InheritancePending, controller.State);
        Assert.Contains("could not be read: dc1.corp.example knows no", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnreadableTombstoneLifetime_CostsNotTheSample()
    {
        _directory.Remove("dc1.corp.example", $"CN=Directory Service,CN=Windows NT,CN=Services,{Configuration}");

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal((ConfirmationState.Confirmed, 2), (controller.State, controller.SampledUsers));
    }

    [Theory]
    [InlineData("nTSecurityDescriptor")]
    [InlineData("replPropertyMetaData")]
    public async Task AMalformedValueOnOneController_IsThatControllersState(string attribute)
    {
        _directory.Put(
            "dc2.corp.example",
            Staff,
            ("objectClass", Text("organizationalUnit")),
            ("nTSecurityDescriptor", attribute == "nTSecurityDescriptor" ? [9, 9, 9] : Sd("D:AI" + Foreign + Ours)),
            ("replPropertyMetaData", attribute == "replPropertyMetaData" ? [9, 9, 9] : Stamp(2, Dc1Id, 100)));

        var confirmation = await ConfirmAsync();

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", confirmation).State);
        Assert.Equal(ConfirmationState.RootPending, Of("dc2", confirmation).State);
        Assert.Contains("could not be read", Of("dc2", confirmation).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dc1")]
    [InlineData("dc2")]
    public async Task AMalformedUserOnOneController_FailsNoOther(string malformed)
    {
        _directory.Put($"{malformed}.corp.example", $"CN=Anna,{Staff}", ("objectClass", Text("user")), ("nTSecurityDescriptor", [9, 9, 9]));

        var confirmation = await ConfirmAsync();

        Assert.Equal(ConfirmationState.Confirmed, Of(malformed == "dc1" ? "dc2" : "dc1", confirmation).State);
    }

    [Fact]
    public async Task AMalformedReplicationVector_OnlyLeavesTheSilenceUnknown()
    {
        _directory.Put("dc1.corp.example", Head, ("replUpToDateVector", [9, 9, 9]));
        _directory.Fail("dc2.corp.example", DirectoryFault.Timeout);

        Assert.Equal(ConfirmationState.Unreachable, Of("dc2", await ConfirmAsync()).State);
    }

    [Fact]
    public async Task ARollback_IsConfirmed_OnceNobodyInheritsAnyMore()
    {
        Staffed("dc1.corp.example", Foreign, version: 3, usn: 120);
        Staffed("dc2.corp.example", Foreign, version: 3, usn: 120);
        foreach (var user in new[] { $"CN=Anna,{Staff}", $"CN=Ben,{Deep}" })
        {
            User("dc1.corp.example", user, "D:AI");
        }

        var rollback = Write(added: [], removed: [Ours]) with { Version = 3, Usn = 120 };
        var confirmation = await ConfirmAsync(write: rollback);

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", confirmation).State);
        Assert.Equal(ConfirmationState.InheritancePending, Of("dc2", confirmation).State);
    }

    [Fact]
    public async Task ARollback_AboveAUnitThatGrantsTheSameItself_IsConfirmed_AndSaysWhoKeepsTheRights()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            Staffed(host, Foreign, version: 3, usn: 120);
            _directory.Put(host, Deep, ("objectClass", Text("organizationalUnit")), ("nTSecurityDescriptor", Sd("D:AI" + Ours)));
        }

        User("dc1.corp.example", $"CN=Anna,{Staff}", "D:AI");
        var rollback = Write(added: [], removed: [Ours]) with { Version = 3, Usn = 120 };
        var confirmation = await ConfirmAsync(write: rollback);

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", confirmation).State);
        Assert.Contains($"Entries of others on {Deep} give users below the same, and stay.", Of("dc1", confirmation).Reason, StringComparison.Ordinal);

        // Of the two who still have the rights on the other one, Anna has them from nobody else.
        Assert.Equal(ConfirmationState.InheritancePending, Of("dc2", confirmation).State);
        Assert.Contains($"1 of 2 sampled users below {Staff} have not inherited the change yet, among them CN=Anna", Of("dc2", confirmation).Reason, StringComparison.Ordinal);
    }

    private Task<ReplicationConfirmation> ConfirmAsync(IReadOnlyList<ControllerConfirmation>? previous = null, DirectoryWrite? write = null)
    {
        var domain = new DirectoryDomain(Head, "corp.example", "CORP", "S-1-5-21-1-2-3",
        [
            new DomainController("dc1.corp.example", "corp.example", "Berlin", IsReadOnly: false, IsPdcEmulator: true, Dc1Id),
            new DomainController("dc2.corp.example", "corp.example", "Oslo", IsReadOnly: false, IsPdcEmulator: false, Dc2Id),
            new DomainController("rodc.corp.example", "corp.example", "Oslo", IsReadOnly: true, IsPdcEmulator: false, InvocationId: null),
        ]);
        var request = new ConfirmationRequest(
            new DirectoryForest("corp.example", Configuration, [domain]),
            [new WriteToConfirm(write ?? Write([Ours], []), [SddlParser.ParseAce(Foreign)])]) { Previous = previous ?? [] };
        return new ReplicationConfirmer(_directory, _clock) { ControllerDeadline = TimeSpan.FromMilliseconds(400) }.ConfirmAsync(request, TestContext.Current.CancellationToken);
    }

    private static DirectoryWrite Write(IReadOnlyList<string> added, IReadOnlyList<string> removed) =>
        new(Staff, "corp.example", "dc1.corp.example", Dc1Id, Usn: 100, Version: 2, added, removed, Noon);

    private void Staffed(string host, string aces, uint version, long usn, Guid? by = null) => _directory.Put(
        host,
        Staff,
        ("objectClass", Text("organizationalUnit")),
        ("nTSecurityDescriptor", Sd("D:AI" + aces)),
        ("replPropertyMetaData", Stamp(version, by ?? Dc1Id, usn)));

    private void User(string host, string dn, string sddl) => _directory.Put(
        host, dn, ("objectClass", Text("top")), ("objectClass", Text("person")), ("objectClass", Text("organizationalPerson")), ("objectClass", Text("user")), ("nTSecurityDescriptor", Sd(sddl)));

    private static ControllerConfirmation Of(string name, ReplicationConfirmation confirmation) =>
        confirmation.Controllers.Single(item => item.HostName == $"{name}.corp.example");

    private static byte[] Text(string value) => Encoding.UTF8.GetBytes(value);

    private static byte[] Sd(string sddl) => SddlParser.Parse(sddl).ToBytes();

    private static byte[] Stamp(uint version, Guid invocationId, long usn)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(PropertyMetadata.NtSecurityDescriptor);
        writer.Write(version);
        writer.Write(Noon.AddMinutes(version).ToFileTime() / TimeSpan.TicksPerSecond);
        writer.Write(invocationId.ToByteArray());
        writer.Write(usn);
        writer.Write(usn);
        return bytes.ToArray();
    }

    private static byte[] Cursor(Guid invocationId, DateTimeOffset heard)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(invocationId.ToByteArray());
        writer.Write(77L);
        writer.Write(heard.ToFileTime());
        return bytes.ToArray();
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
