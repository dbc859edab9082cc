using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Simulation.Forest;
using PasswordWriteback.Simulation.Forest.Building;
using PasswordWriteback.Simulation.Forest.State;

namespace PasswordWriteback.Simulation.Tests.Forest.Confirmation;

/// <summary>
/// 200 domain controllers in 50 sites, three hops from the PDC emulator to the farthest; one user each in three units. Two are dead,
/// forty are out of reach: half of them refuse, half let the caller wait until it gives up.
/// </summary>
internal sealed class BigForest
{
    public const int Controllers = 200;
    public const string Scope = "OU=Staff,DC=big,DC=example";
    public const string Pdc = "dc001.big.example";
    private const int Sites = 50;
    private readonly HashSet<string> _hanging;

    public BigForest()
    {
        var builder = new ForestBuilder()
            .ProtectionInterval(TimeSpan.FromDays(30))
            .Domain("big.example", "BIG", domain =>
            {
                for (var index = 0; index < Controllers; index++)
                {
                    domain.Controller(Name(index), $"S{index % Sites:00}", propagator: new PropagatorSpeed(TimeSpan.FromSeconds(30), 100));
                }

                domain.OrganizationalUnit("Staff", staff => staff
                    .User("anna", "Anna A")
                    .OrganizationalUnit("Sales", sales => sales.User("ben", "Ben B").OrganizationalUnit("West", west => west.User("cleo", "Cleo C"))));
                domain.UsersContainer(users => users.User("MSOL_1", "MSOL_1"));
            });

        // S00 is the hub: S01 to S04 one hop away, S05 to S14 two, the others three.
        for (var site = 1; site < Sites; site++)
        {
            builder.SiteLink($"S{(site <= 4 ? 0 : site <= 14 ? 1 + (site % 4) : 5 + (site % 10)):00}", $"S{site:00}", TimeSpan.FromMinutes(15));
        }

        Directory = builder.Build(Clock);

        // Not the first of a site, which replicates with the others.
        Dead = [Host(100), Host(160)];
        OutOfReach = [.. Enumerable.Range(0, 40).Select(index => Host(60 + index))];
        _hanging = [.. OutOfReach.Where((_, index) => index % 2 == 0)];
    }

    public ManualClock Clock { get; } = new();

    public SimulatedForest Directory { get; }

    public IReadOnlyList<string> Dead { get; }

    public IReadOnlyList<string> OutOfReach { get; }

    public IDirectoryConnector Connector => new HangingConnector(Directory.ConnectorFor(@"BIG\Administrator"), _hanging);

    /// <summary>The dead die; the others lose their way to the relay, not to each other.</summary>
    public void Trouble()
    {
        foreach (var host in Dead.Concat(OutOfReach.Where(host => !_hanging.Contains(host))))
        {
            Directory.SetReachability(host, Reachability.Refuses);
        }
    }

    public static string Host(int index) => $"{Name(index)}.big.example";

    private static string Name(int index) => $"dc{index + 1:000}";
}

/// <summary>
/// Hosts that let a caller wait. At first they fail all together, once every one of them has been asked: who asks them one after the
/// other never gets that far. Later they are silent for ever, and do not heed that the caller gives up.
/// </summary>
internal sealed class HangingConnector(IDirectoryConnector inner, IReadOnlySet<string> hanging) : IDirectoryConnector
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    public bool ForEver { get; set; }

    public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken)
    {
        if (!hanging.Contains(hostName))
        {
            return await inner.ConnectAsync(hostName, cancellationToken);
        }

        if (ForEver)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        }

        if (Interlocked.Increment(ref _waiting) == hanging.Count)
        {
            _all.SetResult();
        }

        await _all.Task.WaitAsync(cancellationToken);
        throw new DirectoryException(DirectoryFault.Timeout, hostName, $"{hostName} hung up when all others had been asked.", "Nothing.");
    }

    public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => inner.LocateAsync(cancellationToken);
}
