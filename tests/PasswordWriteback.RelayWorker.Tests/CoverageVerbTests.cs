using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Commands;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.RelayWorker.Tests;

/// <summary><c>relay coverage</c> from its arguments to its files, in a simulated forest whose clock moves on a tenth of a second with each user.</summary>
public sealed class CoverageVerbTests : IDisposable
{
    private static readonly TimeSpan EachUser = TimeSpan.FromMilliseconds(100);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-coverage-verb-");
    private readonly ManualClock _clock = new();
    private readonly SimulatedForest _forest;
    private Reading<ConnectReading> _connect = Reading.Unknown<ConnectReading>("Entra Connect is elsewhere.");

    public CoverageVerbTests() => _forest = DemoForest.Build(_clock);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private IDirectoryConnector Directly => _forest.ConnectorFor(DemoForest.Administrator);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("users.ndjson")]
    [InlineData("users.csv")]
    public async Task Users_GoToTheFile_WithProgress_AndTheCountsOfTheFileAreThoseThatArePrinted(string name)
    {
        await GrantAsync();

        var run = await RunAsync("--users", PathOf(name), "--scope", DemoForest.RootScope, "--json");

        using var summary = JsonDocument.Parse(run.Output);
        var lines = await File.ReadAllLinesAsync(PathOf(name), Now);
        var users = name.EndsWith(".csv", StringComparison.Ordinal) ? lines[1..].Select(Csv).ToList() : [.. lines.Select(Ndjson)];
        var operations = summary.RootElement.GetProperty("operations").EnumerateArray().Single(operation => operation.GetProperty("operation").GetString() == "SelfReset");
        Assert.Equal(ExitCode.NotCompliant, run.ExitCode);
        Assert.Equal(summary.RootElement.GetProperty("enabledUsers").GetInt32(), users.Count(user => user.Enabled));
        Assert.Equal(summary.RootElement.GetProperty("disabled").GetInt32(), users.Count(user => !user.Enabled));
        Assert.All(["Can", "Cannot", "Conditional"], verdict => Assert.Equal(
            operations.GetProperty("groups").EnumerateArray().Where(group => group.GetProperty("verdict").GetString() == verdict).Sum(group => group.GetProperty("count").GetInt32()),
            users.Count(user => user.SelfReset == verdict)));
        Assert.Contains(users, user => user.SelfReset == "Can");
        Assert.Equal((DemoForest.RootPdc, summary.RootElement.GetProperty("at").GetDateTimeOffset()), Assert.Single(users.Select(user => (user.Server, user.At)).Distinct()));
    }

    [Fact]
    public async Task Progress_GivesNumberRateAndTime_ThatComeTrue()
    {
        var run = await RunAsync("--users", PathOf("users.csv"), "--scope", DemoForest.RootScope);

        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var total = int.Parse(lines[^1].Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"10 of {total} users, 10 a second, {(total - 10) / 10.0:0} s left"), lines[0]);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"20 of {total} users, 10 a second, {(total - 20) / 10.0:0} s left"), lines[1]);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{total} users read in {total / 10.0:0.0} s, 10 a second."), lines[^1]);
    }

    [Fact]
    public async Task TheTenantsUsers_AreCountedAmongThoseInEntraConnectsContainers()
    {
        await GrantAsync();
        _connect = Synchronizes(DemoForest.RootScope, leftOut: "OU=Sales," + DemoForest.RootScope);
        var staff = await UsersAsync();
        var inSales = staff.First(user => user.Dn.Contains("OU=Sales,", StringComparison.Ordinal));
        var elsewhere = staff.First(user => user.Dn.Contains("OU=Engineering,", StringComparison.Ordinal));
        var canary = staff.Single(user => user.Dn == DemoForest.CanaryUser);
        var list = PathOf("tenant.csv");
        await File.WriteAllLinesAsync(
            list,
            [
                "displayName,onPremisesSecurityIdentifier,licensed,selfService", $"Wanda,{canary.Sid},true,true", $"Engineer,{elsewhere.Sid},true,false",
                $"Seller,{inSales.Sid},true,true", "Cloud Only,,true,true", "Gone,S-1-5-21-1-2-3-4,true,true",
            ],
            Now);

        var run = await RunAsync("--users", PathOf("users.ndjson"), "--tenant-users", list);

        var enabled = (await File.ReadAllLinesAsync(PathOf("users.ndjson"), Now)).Select(Ndjson).Where(user => user.Enabled).ToList();
        var taken = enabled.Count(user => !user.Dn.Contains("OU=Sales,", StringComparison.Ordinal));
        Assert.True(taken < enabled.Count);
        Assert.Contains($" of {enabled.Count} enabled users", run.Output, StringComparison.Ordinal);
        Assert.Matches($@"In containers that Entra Connect synchronizes: \d+ of {taken} enabled users", run.Output);
        Assert.Contains("Of them in the tenant: 2 of 2 enabled users.", run.Output, StringComparison.Ordinal);
        Assert.Contains("of them licensed: 2 of 2 enabled users.", run.Output, StringComparison.Ordinal);
        Assert.Contains("with self-service reset on: 1 of 1 enabled users.", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 more are in the tenant, but outside of these containers", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutEntraConnect_ContainersAreUnknownWithTheReason_OrNamed()
    {
        var unknown = await RunAsync("--scope", DemoForest.RootScope);
        var named = await RunAsync("--scope", DemoForest.RootScope, "--connect-container", "OU=Sales," + DemoForest.RootScope);
        var wrong = await RunAsync("--scope", DemoForest.RootScope, "--connect-container", "OU=Sales,DC=fabrikam,DC=example");

        Assert.Contains("In containers that Entra Connect synchronizes: Entra Connect is elsewhere.", unknown.Output, StringComparison.Ordinal);
        Assert.Contains("In the tenant, wherever they lie: The tenant's users were not given", unknown.Output, StringComparison.Ordinal);
        Assert.Contains("In containers that Entra Connect synchronizes: 0 of 16 enabled users.", named.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
        Assert.Contains("lies in no domain of contoso.example", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AskedForTheWholeDomain_EntraConnectsContainers_AreNoScope()
    {
        _connect = Synchronizes(DemoForest.RootScope);

        var byDefault = await RunAsync("--json");
        var whole = await RunAsync("--domain-wide", "--json");

        Assert.True(Enabled(byDefault) < Enabled(whole));

        static int Enabled(CommandLineRun run) => JsonDocument.Parse(run.Output).RootElement.GetProperty("enabledUsers").GetInt32();
    }

    [Fact]
    public async Task AListThatIsNone_IsAUsageError_BeforeAnythingIsRead()
    {
        var list = PathOf("tenant.csv");
        await File.WriteAllTextAsync(list, "name\nWanda\n", Now);

        var run = await RunAsync("--users", PathOf("users.csv"), "--tenant-users", list);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("onPremisesSecurityIdentifier", run.Error, StringComparison.Ordinal);
        Assert.Equal([list], Directory.GetFiles(_folder.FullName));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static Reading<ConnectReading> Synchronizes(string container, params string[] leftOut) => Reading.Known(new ConnectReading(
        "SYNC1", "2.5.3.0", "2.5.3.0", Staging: false, WritebackEnabled: true, TenantId: null,
        [new DirectoryConnector(DemoForest.RootDomain, DemoForest.ConnectorAccount, [container], [], LastUsedController: null) { ExcludedContainers = leftOut }],
        new Dictionary<string, string>(StringComparer.Ordinal)));

    private async Task<CommandLineRun> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(TextReader.Null, output, error, IsInteractive: false);
        var command = CoverageCommand.Create(terminal, new CoverageSources(_ => new Slow(Directly, _clock), new ToldConnectServer(_connect), _clock));
        var exitCode = await command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Now);
        return new CommandLineRun(exitCode, output.ToString(), error.ToString());
    }

    private async Task GrantAsync()
    {
        var forest = (await new ForestDiscoverer(Directly).DiscoverAsync(Now)).Forest;
        var account = await new ConnectorAccountFinder(Directly).FindAsync(forest, new ConnectorAccountHint(), Now);
        var settings = new PermissionSettings { Scopes = [DemoForest.RootScope], AcceptedPrivilegedAccounts = ["svc-sql", "svc-pwb-relay"] };
        var plans = new PlanStore(_folder.CreateSubdirectory("state").FullName);
        var plan = (await new PermissionAssessor(Directly, plans, _clock).AssessAsync(new AssessmentRequest(forest, account.Value!, settings), Now)).Plan;
        await new PermissionGranter(Directly, plans, new GrantRecordStore(_folder.CreateSubdirectory("state").FullName), _clock).GrantAsync(
            new GrantRequest("run-1", plan.Hash, forest, account.Value!, [DemoForest.RootPdc, DemoForest.RootSecond]), Now);
        _clock.Advance(TimeSpan.FromHours(1));
    }

    private async Task<List<(string Dn, Sid Sid)>> UsersAsync()
    {
        await using var connection = await Directly.ConnectAsync(DemoForest.RootPdc, Now);
        var search = new DirectorySearch(
            DemoForest.RootScope, SearchDepth.Subtree, "(&(sAMAccountType=805306368)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))", ["objectSid"]);
        return [.. (await connection.ReadAllAsync(search, Now)).Select(entry => (entry.Dn, Sid.Read(entry.GetBytes("objectSid")!)))];
    }

    private static (string Dn, bool Enabled, string SelfReset, string Server, DateTimeOffset At) Ndjson(string line)
    {
        var user = JsonDocument.Parse(line).RootElement;
        return (
            user.GetProperty("dn").GetString()!,
            user.GetProperty("enabled").GetBoolean(),
            user.GetProperty("operations").GetProperty("selfReset").GetProperty("verdict").GetString()!,
            user.GetProperty("server").GetString()!,
            user.GetProperty("at").GetDateTimeOffset());
    }

    // No name in the forest has a quotation mark; the name itself, which has commas, is quoted.
    private static (string Dn, bool Enabled, string SelfReset, string Server, DateTimeOffset At) Csv(string line)
    {
        var end = line.IndexOf('"', 1);
        var cells = line[(end + 2)..].Split(',');
        return (line[1..end], bool.Parse(cells[0]), cells[1], cells[^2], DateTimeOffset.Parse(cells[^1], CultureInfo.InvariantCulture));
    }

    /// <summary>A directory that takes a tenth of a second for each user of the scan, and a second for each other search.</summary>
    private sealed class Slow(IDirectoryConnector inner, ManualClock clock) : IDirectoryConnector
    {
        public async Task<IDirectoryConnection> ConnectAsync(string hostName, CancellationToken cancellationToken) =>
            new Connection(await inner.ConnectAsync(hostName, cancellationToken), clock);

        public Task<IReadOnlyList<string>> LocateAsync(CancellationToken cancellationToken) => inner.LocateAsync(cancellationToken);

        private sealed class Connection(IDirectoryConnection inner, ManualClock clock) : IDirectoryConnection
        {
            public string Server => inner.Server;

            public async IAsyncEnumerable<DirectoryEntry> SearchAsync(DirectorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
            {
                var isScan = search.Attributes.Contains("pwdLastSet");
                clock.Advance(isScan ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
                await foreach (var entry in inner.SearchAsync(search, cancellationToken))
                {
                    clock.Advance(isScan ? EachUser : TimeSpan.Zero);
                    yield return entry;
                }
            }

            public Task WriteDaclAsync(string dn, ReadOnlyMemory<byte> descriptor, CancellationToken cancellationToken) =>
                throw new InvalidOperationException("Coverage writes nothing.");

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
