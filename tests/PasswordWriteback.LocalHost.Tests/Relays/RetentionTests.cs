using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Relay.Service;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.LocalHost.Tests.Relays;

public sealed class RetentionTests
{
    [Fact]
    public void CommandsAreKept_LongerThanTheLongestRun_OnBothSides()
    {
        var steps = new[] { PersonStepNames.MinimumPasswordAge, PersonStepNames.ResetScope, PersonStepNames.PortalSwitch, PersonStepNames.CanaryReset };
        var longest = RunLimits.Approval + RunLimits.ChangeInFlight + RunLimits.LocalApproval + ReplicationTime.LongestDeadline + RunLimits.Inheritance
            + (RunLimits.PersonStep * steps.Length) + RunLimits.PolicyRefresh + RunLimits.Evidence + TimeSpan.FromDays(1);

        Assert.True(RelayLimits.Retention > longest, $"A relay forgets after {RelayLimits.Retention}; a run takes up to {longest}.");
        Assert.True(RelayTraffic.Retention > longest, $"The store forgets after {RelayTraffic.Retention}; a run takes up to {longest}.");
    }
}
