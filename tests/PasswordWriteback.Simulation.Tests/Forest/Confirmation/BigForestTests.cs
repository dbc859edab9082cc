using System.Diagnostics;
using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Replication;

namespace PasswordWriteback.Simulation.Tests.Forest.Confirmation;

/// <summary>A forest of 200 domain controllers with three hops, two dead and forty out of reach.</summary>
public sealed class BigForestTests(ITestOutputHelper output)
{
    private const string Grant = "(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;bf967aba-0de6-11d0-a285-00aa003049e2;S-1-5-21-1-2-3-1151)";
    private readonly BigForest _forest = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoHundredControllers_EndRight_HopByHop_AndTheSilentDelayNoOther()
    {
        var connector = (HangingConnector)_forest.Connector;
        var found = (await new ForestDiscoverer(connector).DiscoverAsync(Now)).Forest;
        _forest.Trouble();
        var write = await WriteAsync();
        var request = new ConfirmationRequest(found, [write])
        {
            // Entra Connect uses three: the PDC emulator, one that answers three hops away, and none that does not.
            Connect = Using(BigForest.Pdc, BigForest.Host(19)),
        };

        // One hop is through, three are not.
        _forest.Clock.Advance(TimeSpan.FromMinutes(16));
        var early = (await new ReplicationConfirmer(connector, _forest.Clock) { ControllerDeadline = TimeSpan.FromMinutes(5) }.ConfirmAsync(request, Now)).Controllers;
        Assert.Equal(20, early.Count(controller => controller.Reason.Contains("hung up when all others had been asked", StringComparison.Ordinal)));
        Assert.Equal(ConfirmationState.Confirmed, Of(early, BigForest.Pdc).State);
        Assert.Equal(ConfirmationState.RootPending, Of(early, BigForest.Host(19)).State);
        Assert.Equal(FindingStatus.ActionRequired, ReplicationFindings.Judge("big.example", early, deadlinePassed: false)[0].Status);

        _forest.Clock.Advance(TimeSpan.FromMinutes(60));
        connector.ForEver = true;
        var confirmer = new ReplicationConfirmer(connector, _forest.Clock) { ControllerDeadline = TimeSpan.FromSeconds(3) };
        var watch = Stopwatch.StartNew();
        var confirmation = await confirmer.ConfirmAsync(request with { Previous = early }, Now);
        output.WriteLine($"{BigForest.Controllers} domain controllers in {watch.Elapsed.TotalSeconds:0.0} s, of which 20 never answer and are given up after {confirmer.ControllerDeadline.TotalSeconds:0} s.");

        string[] silent = [.. _forest.Dead, .. _forest.OutOfReach];
        Assert.Equal(BigForest.Controllers, confirmation.Controllers.Count);
        Assert.All(confirmation.Controllers, controller => Assert.Equal(
            silent.Contains(controller.HostName) ? ConfirmationState.Unreachable : ConfirmationState.Confirmed, controller.State));
        Assert.All(confirmation.Controllers.Where(controller => silent.Contains(controller.HostName)), controller => Assert.Equal(Of(early, controller.HostName).Since, controller.Since));
        Assert.Empty(confirmation.Alarms);
        var judged = ReplicationFindings.Judge("big.example", confirmation.Controllers, deadlinePassed: false);
        Assert.Equal([FindingStatus.Met, FindingStatus.NotMet], judged.Select(finding => finding.Status));
        Assert.Contains("42 of", judged[1].Evidence.Summary, StringComparison.Ordinal);
    }

    private async Task<WriteToConfirm> WriteAsync()
    {
        await using var connection = await _forest.Connector.ConnectAsync(BigForest.Pdc, Now);
        var before = SecurityDescriptor.Parse((await connection.ReadAsync(BigForest.Scope, Now, "nTSecurityDescriptor")).GetBytes("nTSecurityDescriptor"));
        await connection.WriteDaclAsync(BigForest.Scope, before.WithDacl(before.Dacl!.InsertCanonical(SddlParser.ParseAce(Grant))).ToBytes(), Now);
        var stamp = PropertyMetadata.Find(
            (await connection.ReadAsync(BigForest.Scope, Now, "replPropertyMetaData")).GetBytes("replPropertyMetaData"), PropertyMetadata.NtSecurityDescriptor)!;
        return new WriteToConfirm(
            new DirectoryWrite(BigForest.Scope, "big.example", BigForest.Pdc, stamp.InvocationId, stamp.OriginatingUsn, stamp.Version, [Grant], [], stamp.At),
            [.. before.ExplicitAces]);
    }

    private static ConnectReading Using(params string[] controllers) => new(
        "SYNC1", "2.5.79.0", "2.5.79.0", Staging: false, WritebackEnabled: false, TenantId: null,
        [new DirectoryConnector("big.example", @"BIG\MSOL_1", [BigForest.Scope], controllers, LastUsedController: null)],
        new Dictionary<string, string>(StringComparer.Ordinal));

    private static ControllerConfirmation Of(IEnumerable<ControllerConfirmation> controllers, string host) =>
        controllers.Single(controller => controller.HostName == host);
}
