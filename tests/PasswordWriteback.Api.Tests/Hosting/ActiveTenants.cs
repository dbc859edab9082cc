using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>Puts tenants into the store that an administrator has consented to.</summary>
internal static class ActiveTenants
{
    public static async Task<TenantRecord> AddActiveTenantAsync(
        this ApiHost host, Guid tenantId, string owner = "portal-a", string forest = "contoso.example", bool minimumPasswordAgeZero = false)
    {
        var tenants = host.Get<TenantStore>();
        var consents = host.Get<ConsentStore>();
        var registration = new TenantRegistration(tenantId, "Contoso", [forest], TimeSpan.FromDays(1), minimumPasswordAgeZero);
        await tenants.PutAsync(owner, registration, ifVersion: null, "test", CancellationToken.None);
        await consents.CreateAsync(tenantId, owner, $"{owner}/{tenantId}", "nonce", host.Clock.GetUtcNow().AddHours(1), CancellationToken.None);
        Assert.Equal(ConsentOutcome.Activated, await consents.CompleteAsync($"{owner}/{tenantId}", "admin", "test", CancellationToken.None));
        return (await tenants.FindAsync(TenantScope.Of(owner), tenantId, CancellationToken.None))!;
    }
}
