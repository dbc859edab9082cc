using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Replication;

/// <summary>Whether the object itself has arrived, domain controller by domain controller.</summary>
public sealed class ReplicationConfirmerTests : ConfirmationTest
{
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
    public async Task AControllerThatOnlyWeCannotReach_IsNotAbandoned_HoweverLong()
    {
        _directory.Fail("dc2.corp.example", DirectoryFault.Unreachable);
        var first = await ConfirmAsync();
        _clock.Now += TimeSpan.FromDays(181);
        _directory.Put("dc1.corp.example", Head, ("replUpToDateVector", Cursor(Dc2Id, _clock.Now.AddMinutes(-5))));

        var controller = Of("dc2", await ConfirmAsync(first.Controllers));

        Assert.Equal((ConfirmationState.Unreachable, Noon.AddHours(1)), (controller.State, controller.Since));
    }

    [Theory]
    [InlineData(DirectoryFault.Certificate)]
    [InlineData(DirectoryFault.Credentials)]
    [InlineData(DirectoryFault.Unprotected)]
    [InlineData(DirectoryFault.Refused)]
    public async Task AControllerThatRuns_AndRefuses_IsNeverConfirmedNorAbandoned_SaysWhatToDo_AndMayBeReleased(DirectoryFault fault)
    {
        _directory.Fail("dc2.corp.example", fault);
        var first = await ConfirmAsync();
        _clock.Now += TimeSpan.FromDays(181);

        var controller = Of("dc2", await ConfirmAsync(first.Controllers));

        Assert.Equal((ConfirmationState.Unreachable, Noon.AddHours(1)), (controller.State, controller.Since));
        Assert.Equal("dc2.corp.example failed. Mend it.", controller.Reason);
        Assert.True(RequiredControllers.MayBeReleased(controller));
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
}
