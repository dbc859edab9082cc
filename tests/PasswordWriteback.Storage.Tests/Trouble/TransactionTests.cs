using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Trouble;

public sealed class TransactionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public async Task ACallThatBreaksOffInTheMiddle_LeavesNothing(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.RegisterAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Database.WriteAsync<int>(
            async session =>
            {
                await session.ExecuteAsync("UPDATE tenant SET name = 'half'");
                await session.ExecuteAsync("INSERT INTO audit (tenant_id, owner, at, actor, action, note) VALUES ('x', 'x', 0, 'x', 'x', 'x')");
                throw new InvalidOperationException("broken off");
            },
            Token));

        Assert.Equal("Contoso", (await store.Tenants.FindAsync(TenantScope.Everyone, tenant.TenantId, Token))!.Name);
        Assert.Single((await store.Audit.ListAsync(TenantScope.Everyone, tenant.TenantId, new AuditQuery(), Token)).Items);
    }

    [Theory, EveryDatabase]
    public async Task ACallThatIsCancelledInTheMiddle_LeavesNothingAndHoldsNothing(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var tenant = await store.RegisterAsync();
        for (var i = 0; i < 20; i++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Database.WriteAsync<int>(
                async session =>
                {
                    await session.ExecuteAsync("UPDATE tenant SET name = 'half'");
                    await cancellation.CancelAsync();
                    cancellation.Token.ThrowIfCancellationRequested();
                    return 1;
                },
                cancellation.Token));
        }

        Assert.Equal("Contoso", (await store.Tenants.FindAsync(TenantScope.Everyone, tenant.TenantId, Token))!.Name);
        await store.RegisterAsync(tenantId: tenant.TenantId, name: "Fabrikam");
        Assert.Equal("Fabrikam", (await store.Tenants.FindAsync(TenantScope.Everyone, tenant.TenantId, Token))!.Name);
    }
}
