using PasswordWriteback.Api.Background;
using PasswordWriteback.LocalHost.Relays;

namespace PasswordWriteback.LocalHost.Background;

/// <summary>Makes all rounds, each in a loop of its own.</summary>
/// <param name="rounds">The rounds.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where trouble goes.</param>
internal sealed class BackgroundWork(IEnumerable<BackgroundRound> rounds, TimeProvider time, ILogger<RepeatedWork> logger) : IHostedService, IDisposable
{
    private readonly IReadOnlyList<RepeatedWork> _loops = [.. rounds.Select(round => new RepeatedWork(round.Name, round.Every, round.RunAsync, time, logger))];

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(_loops.Select(loop => loop.StartAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_loops.Select(loop => loop.StopAsync(cancellationToken)));

    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.Dispose();
        }
    }
}

/// <summary>Registers what this host does without being asked.</summary>
internal static class BackgroundWorkServices
{
    public static IServiceCollection AddBackgroundWork(this IServiceCollection services) => services
        .AddRound<RelayHousekeeping>("housekeeping of relays", RelayHousekeeping.Interval, (work, token) => work.RunOnceAsync(token))
        .AddHostedService<BackgroundWork>();
}
