using System.Collections.Concurrent;
using PasswordWriteback.Core;
using PasswordWriteback.Core.Licensing;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>Tenants at Microsoft Graph, as far as notifications need them; each begins with one product and no subscription.</summary>
internal sealed class FakeTenants : ITenantGraphs
{
    private readonly ConcurrentDictionary<Guid, FakeTenant> _tenants = new();

    public FakeTenant this[Guid tenantId] => _tenants.GetOrAdd(tenantId, id => new FakeTenant(id));

    public Task<ITenantGraph> GetAsync(Guid tenantId, CancellationToken cancellationToken) => Task.FromResult<ITenantGraph>(this[tenantId]);
}

/// <summary>One of them. What a test sets is what Graph says from then on.</summary>
internal sealed class FakeTenant(Guid tenantId) : ITenantGraph, IUserSubscriptions
{
    private static readonly SkuServicePlan P1 = new(ServicePlans.EntraIdP1, "AAD_PREMIUM", "Success", "User");

    public static readonly SubscribedSku Premium = new(Guid.Parse("078d2b04-f1bd-4111-bbd4-b4b1b354cef4"), "AAD_PREMIUM", "Enabled", 10, 0, 5, [P1]);

    private readonly ConcurrentDictionary<Guid, (UserSubscription Shown, string Secret)> _subscriptions = new();

    public Guid TenantId => tenantId;

    public IUserSubscriptions? Subscriptions => this;

    /// <summary>Licences; null answers that Graph cannot be asked.</summary>
    public IReadOnlyList<SubscribedSku>? Skus { get; set; } = [Premium];

    public (int Users, int Licensed) Users { get; set; } = (5, 5);

    /// <summary>How often licences were read.</summary>
    public int Looks => _looks;

    /// <summary>Why nothing works with subscriptions; null: it does.</summary>
    public string? Trouble { get; set; }

    /// <summary>Calls about subscriptions, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Runs while licences are read, before they are answered.</summary>
    public Func<Task>? OnLook { get; set; }

    /// <summary>Runs when a subscription has been made, before the answer arrives.</summary>
    public Func<Task>? OnMade { get; set; }

    public IReadOnlyDictionary<Guid, (UserSubscription Shown, string Secret)> Existing => _subscriptions;

    private int _looks;

    public void Lose() => _subscriptions.Clear();

    /// <summary>One that somebody made before.</summary>
    public Guid AddStray(string url)
    {
        var id = Guid.NewGuid();
        _subscriptions[id] = (new UserSubscription(id, url, DateTimeOffset.MaxValue), "nobody knows");
        return id;
    }

    public Task<TenantReading> ReadTenantAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SelfServiceResetReading> ReadSelfServiceResetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<LicenceReading> ReadLicencesAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _looks);
        if (OnLook is { } look)
        {
            await look();
        }

        return new LicenceReading(
            Skus is { } skus ? Reading.Known(skus) : Reading.Unknown<IReadOnlyList<SubscribedSku>>("Graph is away"),
            Reading.Known(Users.Users),
            Reading.Known(Users.Licensed));
    }

    public Task<Reading<IReadOnlyList<UserSubscription>>> ListAsync(CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<UserSubscription>>("list", () => [.. _subscriptions.Values.Select(known => known.Shown)]);

    public async Task<Reading<UserSubscription>> CreateAsync(WantedSubscription wanted, CancellationToken cancellationToken)
    {
        var answer = await AnswerAsync("create", () =>
        {
            var made = new UserSubscription(Guid.NewGuid(), wanted.NotificationUrl.AbsoluteUri, wanted.ExpiresAt);
            _subscriptions[made.Id] = (made, wanted.ClientState);
            return made;
        });
        if (OnMade is { } made)
        {
            await made();
        }

        return answer;
    }

    public Task<Reading<DateTimeOffset?>> RenewAsync(Guid subscriptionId, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        AnswerAsync<DateTimeOffset?>("renew", () => _subscriptions.ContainsKey(subscriptionId) ? expiresAt : null);

    public Task<Reading<bool>> DeleteAsync(Guid subscriptionId, CancellationToken cancellationToken) =>
        AnswerAsync("delete", () => _subscriptions.TryRemove(subscriptionId, out _));

    private Task<Reading<T>> AnswerAsync<T>(string call, Func<T> answer)
    {
        Calls.Enqueue(call);
        return Task.FromResult(Trouble is { } why ? Reading.Unknown<T>(why) : Reading.Known(answer()));
    }
}
