using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Tenants;

public sealed class TenantStoreTests
{
    private static readonly TenantScope Mine = TenantScope.Of(TestStore.Owner);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task Put_NewTenant_IsPendingAndReadsBackWhole(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var registration = new TenantRegistration(Guid.NewGuid(), "Contoso Ärzte 😀", ["corp.example", "b.example"], TimeSpan.FromHours(6), MinimumPasswordAgeZero: true);

        var (record, created) = await store.Tenants.PutAsync(TestStore.Owner, registration, ifVersion: null, "portal", Token);

        Assert.True(created);
        Assert.Equal(TenantState.Pending, record.State);
        Assert.Equal(registration.Name, record.Name);
        Assert.Equal(registration.Forests, record.Forests);
        Assert.Equal(registration.CheckInterval, record.CheckInterval);
        Assert.True(record.MinimumPasswordAgeZero);
        Assert.Equal(store.Clock.GetUtcNow(), record.RegisteredAt);
        Assert.Null(record.NextCheckAt);
        Assert.Equivalent(record, await store.Tenants.FindAsync(Mine, registration.TenantId, Token), strict: true);
    }

    [Theory, EveryDatabase]
    public async Task Put_SameAgain_ChangesNothingAndIsNotAudited(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var registration = TestStore.Registration();
        var (first, _) = await store.Tenants.PutAsync(TestStore.Owner, registration, ifVersion: null, "portal", Token);

        var (second, created) = await store.Tenants.PutAsync(TestStore.Owner, registration, ifVersion: null, "portal", Token);

        Assert.False(created);
        Assert.Equal(first.Version, second.Version);
        Assert.Single((await store.Audit.ListAsync(Mine, registration.TenantId, new AuditQuery(), Token)).Items);
    }

    [Theory, EveryDatabase]
    public async Task Put_OtherVersion_IsRefusedAndChangesNothing(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.RegisterAsync();
        var (changed, _) = await store.Tenants.PutAsync(TestStore.Owner, TestStore.Registration(tenant.TenantId, "Fabrikam"), tenant.Version, "portal", Token);
        Assert.Equal(tenant.Version + 1, changed.Version);

        var e = await Assert.ThrowsAsync<ConcurrencyException>(() =>
            store.Tenants.PutAsync(TestStore.Owner, TestStore.Registration(tenant.TenantId, "Late"), tenant.Version, "portal", Token));
        var missing = await Assert.ThrowsAsync<ConcurrencyException>(() =>
            store.Tenants.PutAsync(TestStore.Owner, TestStore.Registration(name: "New"), 1, "portal", Token));

        Assert.Equal((tenant.Version, changed.Version), (e.Expected, e.Actual));
        Assert.Null(missing.Actual);
        Assert.Equal("Fabrikam", (await store.Tenants.FindAsync(Mine, tenant.TenantId, Token))!.Name);
        Assert.Equal(1, (await store.Tenants.ListAsync(TenantScope.Everyone, new TenantQuery(), Token)).Total);
    }

    [Theory, EveryDatabase]
    public async Task Put_FromManyAtOnce_RegistersOnce(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = Guid.NewGuid();

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            store.Tenants.PutAsync(TestStore.Owner, TestStore.Registration(tenantId), ifVersion: null, "portal", Token)));

        Assert.Single(results, result => result.Created);
        Assert.Single((await store.Audit.ListAsync(Mine, tenantId, new AuditQuery(), Token)).Items);
    }

    [Theory, EveryDatabase]
    public async Task AnotherOwnersTenant_IsSeenByNoQuery(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync("portal-b");
        var run = await store.StartAsync(tenantId);
        await store.Reports.SaveAsync(TestReports.Of(run, Core.Findings.Verdict.Compliant), Token);
        await store.Reports.SaveAsync(TestReports.Of(await store.StartAsync(tenantId), Core.Findings.Verdict.Blocked), Token);
        var theirs = TenantScope.Of("portal-b");
        Assert.NotNull(await store.Reports.ReadJsonAsync(theirs, tenantId, run.RunId, Token));
        Assert.NotEmpty((await store.Drift.ListAsync(theirs, tenantId, new(), Token)).Items);

        Assert.Null(await store.Tenants.FindAsync(Mine, tenantId, Token));
        Assert.Empty((await store.Tenants.ListAsync(Mine, new TenantQuery(), Token)).Items);
        Assert.Null(await store.Tenants.BeginDeleteAsync(Mine, tenantId, "portal", Token));
        Assert.Null(await store.Runs.FindAsync(Mine, tenantId, run.RunId, Token));
        Assert.Empty((await store.Runs.ListAsync(Mine, tenantId, new(), Token)).Items);
        Assert.Null(await store.Reports.ReadJsonAsync(Mine, tenantId, run.RunId, Token));
        Assert.Empty((await store.Drift.ListAsync(Mine, tenantId, new(), Token)).Items);
        Assert.Empty((await store.Audit.ListAsync(Mine, tenantId, new AuditQuery(), Token)).Items);
        Assert.Equal(PasswordWriteback.Storage.Runs.RunAdmissionKind.NoTenant, (await store.Runs.StartAsync(Mine, TestStore.NewRun(tenantId), Token)).Kind);
        Assert.Equal(TenantState.Active, (await store.Tenants.FindAsync(TenantScope.Everyone, tenantId, Token))!.State);
    }

    [Theory, EveryDatabase]
    public async Task Find_ByEveryone_PrefersTheOneConsentedToAndGuessesNever(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = Guid.NewGuid();
        await store.RegisterAsync("portal-a", tenantId);
        Assert.Equal("portal-a", (await store.Tenants.FindAsync(TenantScope.Everyone, tenantId, Token))!.Owner);

        await store.RegisterAsync("portal-b", tenantId);
        Assert.Null(await store.Tenants.FindAsync(TenantScope.Everyone, tenantId, Token));

        await store.ActivateAsync("portal-c", tenantId);
        Assert.Equal("portal-c", (await store.Tenants.FindAsync(TenantScope.Everyone, tenantId, Token))!.Owner);
        Assert.Equal(TenantState.Pending, (await store.Tenants.FindAsync(Mine, tenantId, Token))!.State);
    }

    [Theory, EveryDatabase]
    public async Task Erase_LeavesNothingButTheAudit(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        var other = await store.ActivateAsync(name: "Other");
        var run = await store.StartAsync(tenantId);
        await store.Reports.SaveControllersAsync(run.RunId, "corp.example", [], Token);
        await store.Reports.SaveAsync(TestReports.Of(run, Core.Findings.Verdict.Compliant), Token);
        await store.Attestations.SaveAsync(new(tenantId, new("SSPR001", "person", store.Clock.GetUtcNow())), Token);
        await store.Tenants.BeginDeleteAsync(Mine, tenantId, "portal", Token);
        Assert.Equal(tenantId, Assert.Single(await store.Tenants.DeletingAsync(Token)).TenantId);

        await store.Tenants.EraseAsync(tenantId, TestStore.Owner, "system", Token);
        await store.Tenants.EraseAsync(tenantId, TestStore.Owner, "system", Token);

        foreach (var table in new[] { "run", "run_report", "run_progress", "attestation", "drift" })
        {
            Assert.Equal(0L, Convert.ToInt64(await store.SqlAsync($"SELECT count(*) FROM {table}"), System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Null(await store.Tenants.FindAsync(TenantScope.Everyone, tenantId, Token));
        Assert.NotNull(await store.Tenants.FindAsync(TenantScope.Everyone, other, Token));
        var audit = (await store.Audit.ListAsync(Mine, tenantId, new AuditQuery(), Token)).Items;
        Assert.Equal(
            [AuditAction.TenantErased, AuditAction.TenantDeleting, AuditAction.RunStarted, AuditAction.TenantConsented, AuditAction.TenantRegistered],
            audit.Select(line => line.Action));
    }

    [Theory, EveryDatabase]
    public async Task ATenantBeingErased_IsNeitherChangedNorStartedNorGivenToAnother(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = await store.ActivateAsync();
        var deleting = await store.Tenants.BeginDeleteAsync(Mine, tenantId, "portal", Token);
        var again = await store.Tenants.BeginDeleteAsync(Mine, tenantId, "portal", Token);

        Assert.Equal(deleting!.Version, again!.Version);
        Assert.Null(deleting.NextCheckAt);
        await Assert.ThrowsAsync<TenantDeletingException>(() => store.Tenants.PutAsync(TestStore.Owner, TestStore.Registration(tenantId, "New"), ifVersion: null, "portal", Token));
        Assert.Equal(PasswordWriteback.Storage.Runs.RunAdmissionKind.NotActive, (await store.Runs.StartAsync(Mine, TestStore.NewRun(tenantId), Token)).Kind);
        await store.RegisterAsync("portal-b", tenantId);
        await store.Consents.CreateAsync(tenantId, "portal-b", "state", "nonce", store.Clock.GetUtcNow().AddMinutes(1), Token);
        Assert.Equal(ConsentOutcome.OwnedByAnother, await store.Consents.CompleteAsync("state", "administrator", "portal", Token));
    }

    [Theory, EveryDatabase]
    public async Task Due_IsActiveAndOverdueAndNotBeingChecked_OldestFirst(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        await store.RegisterAsync();
        var now = store.Clock.GetUtcNow();
        var late = await store.ActivateAsync(name: "late");
        var later = await store.ActivateAsync(name: "later");
        var busy = await store.ActivateAsync(name: "busy");
        var future = await store.ActivateAsync(name: "future");
        await store.Tenants.DelayCheckAsync(late, now.AddHours(-1), failed: false, Token);
        await store.Tenants.DelayCheckAsync(later, now.AddHours(-2), failed: true, Token);
        await store.Tenants.DelayCheckAsync(busy, now.AddHours(-3), failed: false, Token);
        await store.Tenants.DelayCheckAsync(future, now.AddMilliseconds(1), failed: false, Token);
        var check = await store.StartAsync(busy);

        Assert.Equal([later, late], (await store.Tenants.DueAsync(now, 10, Token)).Select(tenant => tenant.TenantId));
        Assert.Equal(1, (await store.Tenants.FindAsync(Mine, later, Token))!.FailedChecks);
        Assert.Equal(1, await store.Runs.CountRunningChecksAsync(Token));
        await store.Runs.FailAsync(check.RunId, "broken", Token);
        Assert.Equal([busy, later], (await store.Tenants.DueAsync(now, 2, Token)).Select(tenant => tenant.TenantId));
    }

    [Theory, EveryDatabase]
    public async Task Forests_AreThoseOfTheOwnerWhoWasConsentedTo(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenantId = Guid.NewGuid();
        await store.RegisterAsync("portal-b", tenantId);
        Assert.Empty(await store.Forests.ListAsync(tenantId, Token));

        await store.ActivateAsync(TestStore.Owner, tenantId);

        Assert.Equal("corp.example", Assert.Single(await store.Forests.ListAsync(tenantId, Token)).Name);
    }
}
