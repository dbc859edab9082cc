using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Benchmarks;

/// <summary>A coverage scan of any number of made-up users, page by page as LDAP delivers them: peak memory of this process.</summary>
internal static class CoverageMemory
{
    public static async Task PrintAsync(int users)
    {
        var connector = new Crowd(DemoForest.Build(TimeProvider.System).ConnectorFor(DemoForest.Administrator), users);
        var forest = (await new ForestDiscoverer(connector).DiscoverAsync(CancellationToken.None)).Forest;
        var account = await new ConnectorAccountFinder(connector).FindAsync(forest, new ConnectorAccountHint(DemoForest.ConnectorAccount), CancellationToken.None);
        var summary = await new CoverageScanner(connector, TimeProvider.System).ScanAsync(
            new AssessmentRequest(forest, account.Value!, new PermissionSettings { Scopes = [DemoForest.RootScope] }), static _ => { }, CancellationToken.None);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.EnabledUsers} enabled users: peak memory {CoverageSpeed.PeakMegabytes():0.0} MB, {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:0.0} MB on the heap afterwards, {GC.GetTotalAllocatedBytes() / 1048576} MB allocated in all"));
    }

    private sealed class Crowd(IDirectoryConnector inner, int users) : IDirectoryConnector
    {
        public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken) =>
            new Connection(await inner.ConnectAsync(hostName, cancellationToken), users);

        public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => inner.LocateAsync(cancellationToken);
    }

    private sealed class Connection(IDirectoryConnection inner, int users) : IDirectoryConnection
    {
        private DirectoryEntry? _model;

        public string Server => inner.Server;

        public async IAsyncEnumerable<DirectoryEntry> SearchAsync(DirectorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (search.Filter != "(sAMAccountType=805306368)")
            {
                await foreach (var entry in inner.SearchAsync(search, cancellationToken))
                {
                    yield return entry;
                }

                yield break;
            }

            _model ??= (await inner.ReadAllAsync(DirectorySearch.Object(DemoForest.CanaryUser, [.. search.Attributes]), cancellationToken))[0];
            for (var first = 0; first < users; first += search.PageSize)
            {
                // A page is in memory at once, as libldap has it.
                var page = Enumerable.Range(first, Math.Min(search.PageSize, users - first)).Select(MakeUp).ToList();
                foreach (var entry in page)
                {
                    yield return entry;
                }
            }
        }

        public Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A scan writes nothing.");

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private DirectoryEntry MakeUp(int number)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"crowd{number:000000}");
            var attributes = _model!.Attributes.ToDictionary(pair => pair.Key, IReadOnlyList<byte[]> (pair) => [.. pair.Value.Select(value => value.ToArray())], StringComparer.OrdinalIgnoreCase);
            attributes["sAMAccountName"] = [Encoding.UTF8.GetBytes(name)];
            attributes["objectSid"] = [Sid.Parse(string.Create(CultureInfo.InvariantCulture, $"S-1-5-21-1-2-3-{100_000 + number}")).ToBytes()];
            return new DirectoryEntry($"CN={name},{DemoForest.RootScope}", attributes);
        }
    }
}
