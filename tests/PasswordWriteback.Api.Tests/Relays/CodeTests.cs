using System.Net;
using PasswordWriteback.Api.Tests.Hosting;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Relays;

namespace PasswordWriteback.Api.Tests.Relays;

public sealed class CodeTests
{
    [Fact]
    public async Task ACode_IsGoodForFifteenMinutes_AndNoSecondLonger()
    {
        await using var world = await RelayWorld.StartAsync();
        var (early, late) = (await world.CodeAsync(), await world.CodeAsync());

        world.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Created, (await world.AskEnrolAsync(early, world.NewKey())).StatusCode);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await world.AskEnrolAsync(late, world.NewKey())).IsProblemAsync("relay-code-invalid", "$.code");
    }

    [Fact]
    public async Task WithoutAPublicAddress_ACodeIsRefusedToTheNetwork_AndNoneIsStored()
    {
        await using var world = await RelayWorld.StartAsync();
        world.Portal.DefaultRequestHeaders.Host = "elsewhere.example";

        await (await world.AskCodeAsync()).IsProblemAsync("relay-address-unknown");

        Assert.Empty(await world.AuditAsync(AuditAction.RelayCodeIssued));
    }

    [Fact]
    public async Task ACode_IsGoodOnce_HoweverManyAskAtOnce()
    {
        await using var world = await RelayWorld.StartAsync();
        var code = await world.CodeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => world.AskEnrolAsync(code, world.NewKey())));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Forbidden));
        Assert.Single(await world.ListAsync());
        Assert.Single(world.Queues.Queues);
    }

    [Fact]
    public async Task ACode_MayBeTypedInLowerCase_WithoutHyphens()
    {
        await using var world = await RelayWorld.StartAsync();
        var code = (await world.CodeAsync()).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

        Assert.Equal(HttpStatusCode.Created, (await world.AskEnrolAsync(code, world.NewKey())).StatusCode);
    }

    [Fact]
    public async Task APendingTenant_GetsNoCode()
    {
        await using var world = await RelayWorld.StartAsync(active: false);

        await (await world.AskCodeAsync()).IsProblemAsync("tenant-pending");
        Assert.Empty(await world.AuditAsync(AuditAction.RelayCodeIssued));
    }

    [Fact]
    public async Task AForest_ThatTheTenantDoesNotHave_GetsNoCode()
    {
        await using var world = await RelayWorld.StartAsync();

        await (await world.AskCodeAsync("fabrikam.example")).IsProblemAsync("forest-not-found", "$.forest");
    }

    [Fact]
    public async Task ATenant_GetsTwentyCodesAnHour()
    {
        await using var world = await RelayWorld.StartAsync();
        for (var i = 0; i < RelayStore.CodesPerHour; i++)
        {
            await world.CodeAsync();
        }

        var refused = await world.AskCodeAsync();
        await refused.IsProblemAsync("relay-rate-limited");
        Assert.NotNull(refused.Headers.RetryAfter);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.CodeAsync();
    }

    [Fact]
    public async Task AnAddress_MayTryTenTimesAMinute_AndWrongCodesMakeNoQueue()
    {
        await using var world = await RelayWorld.StartAsync();
        var key = world.NewKey();
        for (var i = 0; i < 10; i++)
        {
            await (await world.AskEnrolAsync("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", key)).IsProblemAsync("relay-code-invalid");
        }

        await (await world.AskEnrolAsync(await world.CodeAsync(), key)).IsProblemAsync("relay-rate-limited");
        Assert.Equal(0, world.Queues.Made);
    }

    [Fact]
    public async Task TheAudit_NamesWhoAskedForTheCode_AndNeverHoldsIt()
    {
        await using var world = await RelayWorld.StartAsync();
        var code = await world.CodeAsync();
        await world.AskEnrolAsync(code, world.NewKey());

        var issued = Assert.Single(await world.AuditAsync(AuditAction.RelayCodeIssued));
        var enrolled = Assert.Single(await world.AuditAsync(AuditAction.RelayEnrolled));
        Assert.Equal("user-of-portal-a", issued.Actor);
        Assert.Contains("user-of-portal-a", enrolled.Note, StringComparison.Ordinal);
        Assert.DoesNotContain(code, issued.Note + enrolled.Note + world.Api.Log.All, StringComparison.OrdinalIgnoreCase);
    }
}
