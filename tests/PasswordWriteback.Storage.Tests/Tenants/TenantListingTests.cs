using PasswordWriteback.Storage.Paging;
using PasswordWriteback.Storage.Tenants;
using PasswordWriteback.Storage.Tests.Stores;

namespace PasswordWriteback.Storage.Tests.Tenants;

public sealed class TenantListingTests
{
    private static readonly TenantScope Mine = TenantScope.Of(TestStore.Owner);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind, TenantSort, bool> Orders
    {
        get
        {
            var data = new TheoryData<DatabaseKind, TenantSort, bool>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
            {
                foreach (var sort in Enum.GetValues<TenantSort>())
                {
                    data.Add(kind, sort, false);
                    data.Add(kind, sort, true);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Orders))]
    public async Task Pages_WhileTenantsAreAdded_HoldEveryFormerOneOnce(DatabaseKind kind, TenantSort sort, bool descending)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var former = new List<Guid>();
        for (var i = 0; i < 23; i++)
        {
            // Equal names and times on purpose: the key alone tells them apart.
            former.Add(i % 3 == 0 ? await store.ActivateAsync(name: $"n{i % 5}") : (await store.RegisterAsync(name: $"N{i % 5}")).TenantId);
            store.Clock.Advance(TimeSpan.FromMilliseconds(i % 2));
        }

        await store.RegisterAsync("portal-b");
        var seen = new List<TenantRecord>();
        string? token = null;
        do
        {
            var page = await store.Tenants.ListAsync(Mine, new TenantQuery(Sort: sort, Descending: descending, PageSize: 4, PageToken: token), Token);
            Assert.InRange(page.Items.Count, 1, 4);
            seen.AddRange(page.Items);
            token = page.NextPageToken;
            await store.RegisterAsync(name: $"n{seen.Count % 5}");
            Assert.InRange(seen.Count, 0, 200);
        }
        while (token is not null && seen.Count < 60);

        Assert.Equal(seen.Count, seen.Select(tenant => tenant.TenantId).Distinct().Count());
        Assert.Empty(former.Except(seen.Select(tenant => tenant.TenantId)));
        var values = seen.Select(tenant => sort switch
        {
            TenantSort.Name => tenant.Name.ToLowerInvariant(),
            TenantSort.RegisteredAt => $"{tenant.RegisteredAt:O}",
            TenantSort.LastCheckedAt => $"{tenant.LastCheckedAt:O}",
            _ => $"{tenant.NextCheckAt:O}",
        }).ToList();
        Assert.Equal(descending ? values.OrderDescending(StringComparer.Ordinal) : values.Order(StringComparer.Ordinal), values);
    }

    [Theory, EveryDatabase]
    public async Task Filters_AreTakenTogether_AndCountedInTotal(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        foreach (var name in new[] { "Contoso 100%", "CONTOSO_Nord", "Contoso!", "Ärzte" })
        {
            await store.RegisterAsync(name: name);
        }

        var active = await store.ActivateAsync(name: "Contoso live");
        await store.Reports.SaveAsync(TestReports.Of(await store.StartAsync(active), Core.Findings.Verdict.Blocked), Token);

        async Task<IEnumerable<string>> Names(TenantQuery query) => (await store.Tenants.ListAsync(Mine, query, Token)).Items.Select(tenant => tenant.Name);
        Assert.Equal(4, (await store.Tenants.ListAsync(Mine, new TenantQuery(NameContains: "contoso", PageSize: 1), Token)).Total);
        Assert.Equal(["Contoso 100%"], await Names(new TenantQuery(NameContains: "%")));
        Assert.Equal(["CONTOSO_Nord"], await Names(new TenantQuery(NameContains: "_")));
        Assert.Equal(["Contoso!"], await Names(new TenantQuery(NameContains: "!")));
        Assert.Equal(["Ärzte"], await Names(new TenantQuery(NameContains: "ärz")));
        Assert.Equal(["Contoso live"], await Names(new TenantQuery(TenantState.Active, Core.Findings.Verdict.Blocked, "contoso")));
        Assert.Empty(await Names(new TenantQuery(TenantState.Pending, Core.Findings.Verdict.Blocked)));
    }

    [Theory, EveryDatabase]
    public async Task APageToken_OfAnotherQueryOrOfNobody_IsRefused(DatabaseKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        await store.RegisterAsync(name: "a");
        await store.RegisterAsync(name: "b");
        var token = (await store.Tenants.ListAsync(Mine, new TenantQuery(PageSize: 1), Token)).NextPageToken!;

        var queries = new List<TenantQuery>
        {
            new(PageToken: token, Descending: true),
            new(PageToken: token, Sort: TenantSort.NextCheckAt),
            new(PageToken: token, NameContains: "a"),
            new(PageToken: token, State: TenantState.Pending),
            new(PageToken: "not base64!"),
            new(PageToken: ""),
            new(PageToken: token[..^12]),
            new(PageToken: new string('A', 5_000)),
        };
        foreach (var query in queries)
        {
            await Assert.ThrowsAsync<PageTokenException>(() => store.Tenants.ListAsync(Mine, query, Token));
        }

        await Assert.ThrowsAsync<PageTokenException>(() => store.Tenants.ListAsync(TenantScope.Everyone, new TenantQuery(PageToken: token), Token));
        await Assert.ThrowsAsync<PageTokenException>(() => store.Runs.ListAsync(Mine, Guid.NewGuid(), new(PageToken: token), Token));
        Assert.Equal("b", Assert.Single((await store.Tenants.ListAsync(Mine, new TenantQuery(PageSize: 1, PageToken: token), Token)).Items).Name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task PageSize_OutsideItsBounds_IsRefused(int size)
    {
        await using var store = await TestStore.OpenAsync(DatabaseKind.Sqlite);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Tenants.ListAsync(Mine, new TenantQuery(PageSize: size), Token));
    }
}
