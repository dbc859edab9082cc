using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Permissions;

/// <summary>A plan that was right when it was made, and what stands in its way at the time of the write.</summary>
public sealed class GrantObstacleTests : IDisposable
{
    private const string Rest = "Mend it.";
    private readonly DemoRelay _relay = new();
    private readonly List<string> _asked = [];

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task ADaclThatInheritedEntriesHaveFilledSince_IsARefusal_AndNothingIsAnnounced()
    {
        var plan = (await _relay.AssessAsync()).Plan;
        await FillAsync(DemoForest.RootScope);

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal((WriteOutcome.Refused, null), (result.Outcome, result.RecordPath));
        Assert.Contains($"{DemoForest.RootScope} was left as it is.", result.Detail, StringComparison.Ordinal);
        Assert.Contains("no room for 3 more entries", result.Detail, StringComparison.Ordinal);
        Assert.Empty(_relay.Connector.Writes);
    }

    [Fact]
    public async Task ADaclThatIsFilledAfterTheFirstTargetWasWritten_IsARefusal_ThatKeepsTheFirstOnRecord()
    {
        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.RootScope, DemoForest.BlockedUnit] };
        var plan = (await _relay.AssessAsync()).Plan;
        _relay.Connector.AfterWrite = _ => FillAsync(DemoForest.RootScope);

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal(WriteOutcome.Refused, result.Outcome);
        Assert.Equal(DemoForest.BlockedUnit, Assert.Single(result.Writes).Dn);
        Assert.Equal(DemoForest.BlockedUnit, Assert.Single(_relay.Records.Find("run-1")!.Targets).Dn);
    }

    [Theory]
    [InlineData(DirectoryFault.Certificate, Rest)]
    [InlineData(DirectoryFault.Credentials, Rest)]
    [InlineData(DirectoryFault.Refused, Rest)]
    [InlineData(DirectoryFault.Unreachable, "")]
    public async Task ARequiredControllerThatCannotBeAsked_IsPassedOver_NamedWithTheReason_AndAskedOnce(DirectoryFault fault, string words)
    {
        _relay.Settings = _relay.Settings with { Scopes = [DemoForest.RootScope, DemoForest.BlockedUnit] };
        var plan = (await _relay.AssessAsync()).Plan;
        Refuse(fault);

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal((WriteOutcome.Written, 2), (result.Outcome, result.Writes.Count));
        Assert.EndsWith($"Not asked before the write: {$"{DemoForest.RootSecond} says {fault}. {words}".Trim()}", result.Detail, StringComparison.Ordinal);
        Assert.Single(_asked);
    }

    [Theory]
    [InlineData(DirectoryFault.AccessDenied)]
    [InlineData(DirectoryFault.Refused)]
    public async Task ARequiredControllerThatAnswersAndDoesNotShowThePermissions_KeepsTheWriteBack(DirectoryFault fault)
    {
        var plan = (await _relay.AssessAsync()).Plan;
        var reads = 0;
        _relay.Connector.BeforeSearch = search =>
        {
            // Of those who are asked for the scope with its metadata, the PDC emulator is the first.
            if (search.BaseDn == DemoForest.RootScope && search.Attributes.Contains("replPropertyMetaData") && ++reads == 2)
            {
                throw Fault(fault);
            }
        };

        var result = await _relay.GrantAsync(plan.Hash);

        Assert.Equal(WriteOutcome.ChangeInFlight, result.Outcome);
        Assert.Contains($"cannot be seen: {DemoForest.RootSecond} says {fault}. {Rest}", result.Detail, StringComparison.Ordinal);
        Assert.Empty(_relay.Connector.Writes);
    }

    [Fact]
    public async Task ARollback_NamesTheControllerThatCouldNotBeAsked()
    {
        var granted = await _relay.GrantAsync((await _relay.AssessAsync()).Plan.Hash);
        Refuse(DirectoryFault.Certificate);

        var result = await _relay.RevokeAsync(granted.RecordPath!);

        Assert.Equal(WriteOutcome.Written, result.Outcome);
        Assert.Contains($"Not asked before the write: {DemoForest.RootSecond} says Certificate.", result.Detail, StringComparison.Ordinal);
    }

    private void Refuse(DirectoryFault fault) => _relay.Connector.BeforeConnect = host =>
    {
        if (host == DemoForest.RootSecond)
        {
            _asked.Add(host);
            throw Fault(fault);
        }
    };

    private static DirectoryException Fault(DirectoryFault fault) => new(fault, DemoForest.RootSecond, $"{DemoForest.RootSecond} says {fault}.", Rest);

    // Inherited entries are no part of the plan's hash.
    private async Task FillAsync(string dn)
    {
        var now = await _relay.DescriptorAsync(DemoForest.RootPdc, dn);
        var inherited = SddlParser.ParseAce("(A;ID;RP;;;S-1-5-21-9-9-9-9999)");
        var many = (Acl.MaxBinaryLength - now.Dacl!.BinaryLength) / inherited.Bytes.Length;
        _relay.Connector.Descriptors[dn] = now.WithDacl(new Acl(now.Dacl.Aces.Concat(Enumerable.Repeat(inherited, many)))).ToBytes();
    }
}
