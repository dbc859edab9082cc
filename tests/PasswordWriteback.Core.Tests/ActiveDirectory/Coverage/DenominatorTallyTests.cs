using PasswordWriteback.Core.ActiveDirectory.Coverage;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Coverage;

public sealed class DenominatorTallyTests
{
    [Fact]
    public void EachDenominator_IsCountedAmongTheOneBefore()
    {
        var tally = new DenominatorTally(containersUnknown: null, tenantUnknown: null);
        tally.Add(covered: true, inContainers: true, new TenantUser(Licensed: true, SelfService: true));
        tally.Add(covered: false, inContainers: true, new TenantUser(Licensed: true, SelfService: false));
        tally.Add(covered: true, inContainers: true, new TenantUser(Licensed: false, SelfService: true));
        tally.Add(covered: true, inContainers: true, inTenant: null);
        tally.Add(covered: true, inContainers: false, inTenant: null);
        tally.Add(covered: true, inContainers: false, new TenantUser(Licensed: true, SelfService: true));

        var sum = tally.Summarize();

        Assert.Equal((new CoverageCount(6, 5), new CoverageCount(4, 3)), (sum.InScope, sum.InConnectContainers.Value));
        Assert.Equal(
            (new CoverageCount(3, 2), new CoverageCount(2, 1), new CoverageCount(1, 1)),
            (sum.InTenant.Value!.Synced, sum.InTenant.Value.Licensed.Value, sum.InTenant.Value.SelfService.Value));
        Assert.Equal(1, sum.InTenant.Value.OutsideContainers);
    }

    [Fact]
    public void WhereTheContainersAreNotKnown_TheTenantsAreCountedAmongThoseInScope()
    {
        var tally = new DenominatorTally("Not read.", tenantUnknown: null);
        tally.Add(covered: true, inContainers: false, new TenantUser(Licensed: true, SelfService: true));

        var sum = tally.Summarize();

        Assert.False(sum.InConnectContainers.IsKnown);
        Assert.Equal((new CoverageCount(1, 1), null), (sum.InTenant.Value!.Synced, sum.InTenant.Value.OutsideContainers));
    }

    [Fact]
    public void WhatWasNotGiven_IsUnknown_NeverNought()
    {
        var sum = new DenominatorTally("Not read.", "Not given.").Summarize();

        Assert.Equal(("Not read.", "Not given."), (sum.InConnectContainers.UnknownReason, sum.InTenant.UnknownReason));
    }

    [Fact]
    public void AListThatDoesNotSayItOfEverybody_LeavesItUnknown_AndKeepsTheRest()
    {
        var tally = new DenominatorTally(containersUnknown: null, tenantUnknown: null);
        tally.Add(covered: true, inContainers: true, new TenantUser(Licensed: true, SelfService: null));

        var tenant = tally.Summarize().InTenant.Value!;

        Assert.True(tenant.Licensed.IsKnown);
        Assert.False(tenant.SelfService.IsKnown);
    }
}
