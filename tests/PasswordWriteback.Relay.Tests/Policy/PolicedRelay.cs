using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Policy;

/// <summary>A relay with a policy in the demo forest, and the whole forest's explicit ACEs before anything happened.</summary>
internal sealed class PolicedRelay : IDisposable
{
    private readonly SimulatedEventLog _log;

    /// <param name="policy">The policy.</param>
    /// <param name="account">Whom the relay works as.</param>
    /// <param name="containers">What Entra Connect synchronizes; null: both scopes of the forest.</param>
    /// <param name="options">What is different about the forest.</param>
    public PolicedRelay(
        RelayPolicy policy, string account = DemoForest.RelayAccount, IReadOnlyList<string>? containers = null, DemoForestOptions? options = null)
    {
        Policy = policy;
        Forest = DemoForest.Build(Clock, options);
        _log = new SimulatedEventLog(Clock);
        var connect = DemoForest.ConnectOptions(Guid.Empty);
        Connect = new SimulatedConnectServer(connect with { Containers = containers ?? connect.Containers }, _log);
        Executor = new RelayCommandExecutor(
            new RelaySettings { StateFolder = StateFolder, Policy = RelayPolicySource.Of(policy) }, Forest.ConnectorFor(account), Connect, _log, Clock);
        Before = Explicit();
    }

    public RelayPolicy Policy { get; }

    public ManualClock Clock { get; } = new();

    public SimulatedForest Forest { get; }

    public SimulatedConnectServer Connect { get; }

    public RelayCommandExecutor Executor { get; }

    public string StateFolder { get; } = Directory.CreateTempSubdirectory("pwb-policed-").FullName;

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Before { get; }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async Task<T> AskAsync<T>(Func<Guid, RelayCommand> command)
        where T : RelayReply =>
        Assert.IsType<T>(Assert.IsType<CommandState.Answered>(await Executor.AdvanceAsync(command(Guid.NewGuid()), Now)).Reply);

    /// <summary>The same relay after its policy was changed.</summary>
    public RelayCommandExecutor ExecutorUnder(RelayPolicy policy) => new(
        new RelaySettings { StateFolder = StateFolder, Policy = RelayPolicySource.Of(policy) }, Forest.ConnectorFor(DemoForest.RelayAccount), Connect, _log, Clock);

    /// <summary>ACEs that were added anywhere in the forest since the beginning, as object and SDDL.</summary>
    public IReadOnlyList<(string Dn, string Ace)> Added() => Difference(Explicit(), Before);

    /// <summary>ACEs that were there at the beginning and are not any more.</summary>
    public IReadOnlyList<(string Dn, string Ace)> Lost() => Difference(Before, Explicit());

    public void Dispose() => Directory.Delete(StateFolder, recursive: true);

    private static IReadOnlyList<(string Dn, string Ace)> Difference(
        IReadOnlyDictionary<string, IReadOnlyList<string>> more, IReadOnlyDictionary<string, IReadOnlyList<string>> less) =>
    [
        .. more.SelectMany(pair => Without(pair.Value, less.TryGetValue(pair.Key, out var known) ? known : []).Select(ace => (pair.Key, ace))),
    ];

    private static IEnumerable<string> Without(IReadOnlyList<string> all, IReadOnlyList<string> known)
    {
        var rest = known.ToList();
        return [.. all.Where(ace => !rest.Remove(ace))];
    }

    private Dictionary<string, IReadOnlyList<string>> Explicit()
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (server, head) in new[] { (DemoForest.RootPdc, DemoForest.RootDn), (DemoForest.ChildPdc, "DC=emea,DC=contoso,DC=example") })
        {
            // The simulation answers at once.
            var connection = Forest.ConnectorFor(DemoForest.Administrator).ConnectAsync(server, Now).GetAwaiter().GetResult();
            var all = connection.ReadAllAsync(new DirectorySearch(head, SearchDepth.Subtree, "(objectClass=*)", ["nTSecurityDescriptor"]), Now).GetAwaiter().GetResult();
            foreach (var entry in all)
            {
                found[entry.Dn] = entry.GetBytes("nTSecurityDescriptor") is { } bytes
                    ? [.. SecurityDescriptor.Parse(bytes).ExplicitAces.Select(ace => SddlFormatter.Format(ace)).Order(StringComparer.Ordinal)]
                    : [];
            }
        }

        return found;
    }
}
