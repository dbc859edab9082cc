using Microsoft.Extensions.DependencyInjection;

namespace PasswordWriteback.Api.Background;

/// <summary>
/// Work that a host does again and again without being asked: the local host in a loop of its own, the Functions app by timers. A
/// round is safe to run twice at once and to be given up in the middle: what it knows is in the store, and the next one goes on there.
/// </summary>
/// <param name="Name">What it is, for the log.</param>
/// <param name="Every">From the begin of a round to the next.</param>
/// <param name="RunAsync">One round.</param>
public sealed record BackgroundRound(string Name, TimeSpan Every, Func<CancellationToken, Task> RunAsync);

/// <summary>Registers rounds.</summary>
public static class BackgroundRoundServices
{
    /// <summary>Adds a round of a registered service, which is asked for in each round, not before: an engine may start later.</summary>
    public static IServiceCollection AddRound<TWork>(
        this IServiceCollection services, string name, TimeSpan every, Func<TWork, CancellationToken, Task> round)
        where TWork : notnull =>
        services.AddSingleton(provider => new BackgroundRound(name, every, token => round(provider.GetRequiredService<TWork>(), token)));
}
