using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Graph.Tests.Support;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Graph.Tests;

/// <summary>What the audit log proves, and how far it is looked through.</summary>
public sealed class AuditReadingTests
{
    private const string Reset = "Reset password (self-service)";
    private const string Change = "Change password (self-service)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASuccess_BehindManyOtherEventsOfTheService_IsSeen()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        var user = Synced(tenant)[0];
        Add(tenant, Reset, user, TimeSpan.FromDays(3));
        for (var i = 1; i <= 150; i++)
        {
            Add(tenant, "Self-service password reset flow activity progress", user, TimeSpan.FromMinutes(i));
        }

        var audit = (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Audit.Value!;

        Assert.Equal((tenant.Time.GetUtcNow().AddDays(-3), 1), (audit.LastSelfService, audit.EventsRead));
    }

    [Theory]
    [InlineData(19, 2)]
    [InlineData(44, 3)]
    public async Task ASuccess_BehindThoseOfManyCloudUsers_IsSeen(int cloudUsers, int looks)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        ResetsOfCloudUsers(tenant, cloudUsers);
        Add(tenant, Reset, Synced(tenant)[^1], TimeSpan.FromDays(9));

        var audit = (await tenant.Graph.ReadSelfServiceResetAsync(Cancellation)).Audit.Value!;

        Assert.Equal(tenant.Time.GetUtcNow().AddDays(-9), audit.LastSelfService);
        Assert.Equal(looks, tenant.Simulated.Requests.Count(request => request.PathAndQuery.Contains("id in (", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(45, 45)]
    [InlineData(1, 101)]
    public async Task MoreSuccesses_ThanAreLookedThrough_LeaveItUnknown_NeverNone(int users, int events)
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        ResetsOfCloudUsers(tenant, users, events);
        Add(tenant, Reset, Synced(tenant)[^1], TimeSpan.FromDays(9));

        var reading = await tenant.Graph.ReadSelfServiceResetAsync(Cancellation);
        var finding = SelfServiceResetFindings.Judge(reading, OnPremisesSigns.None, [], tenant.Time.GetUtcNow())[1];

        Assert.Equal((false, null), (reading.Audit.Value!.Exhausted, reading.Audit.Value.LastSuccess));
        Assert.Equal(FindingStatus.Unknown, finding.Status);
    }

    [Fact]
    public async Task AChange_OfAKnownPassword_ShowsWriteback_NotWhoMayReset()
    {
        await using var tenant = await TenantUnderTest.StartAsync(TenantProfiles.E3Hybrid);
        Add(tenant, Change, Synced(tenant)[0], TimeSpan.FromHours(1));

        var findings = SelfServiceResetFindings.Judge(
            await tenant.Graph.ReadSelfServiceResetAsync(Cancellation), OnPremisesSigns.None, [], tenant.Time.GetUtcNow());

        Assert.Equal([FindingStatus.ActionRequired, FindingStatus.Met], findings.Take(2).Select(finding => finding.Status));
    }

    private static List<SimulatedUser> Synced(TenantUnderTest tenant) =>
        [.. tenant.Simulated.State.Users.Where(user => user is { Synced: true, Enabled: true })];

    /// <summary>Turns synchronized users into cloud users, who reset one after the other.</summary>
    private static void ResetsOfCloudUsers(TenantUnderTest tenant, int users, int? events = null)
    {
        var chosen = Synced(tenant).Take(users).Select(user => user.Id).ToHashSet();
        tenant.Simulated.Change(state => state with
        {
            Users = [.. state.Users.Select(user => chosen.Contains(user.Id) ? user with { Synced = false } : user)],
        });
        var cloud = tenant.Simulated.State.Users.Where(user => chosen.Contains(user.Id)).ToList();
        for (var i = 0; i < (events ?? users); i++)
        {
            Add(tenant, Reset, cloud[i % users], TimeSpan.FromMinutes(1 + i));
        }
    }

    private static void Add(TenantUnderTest tenant, string activity, SimulatedUser target, TimeSpan ago) => tenant.Simulated.Change(state => state with
    {
        Audits = state.Audits.Add(new SimulatedAudit(
            Guid.NewGuid(), tenant.Time.GetUtcNow() - ago, activity, Succeeded: true, "", target, target.UserPrincipalName)),
    });
}
