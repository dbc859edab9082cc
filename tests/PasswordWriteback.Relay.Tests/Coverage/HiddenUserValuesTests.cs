using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Relay.Coverage;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Replication;
using PasswordWriteback.Relay.Tests.Support;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.Relay.Tests.Coverage;

/// <summary>A value that a user hides from the relay's identity is a gap with attribute, right and reader, whatever the rest of the user shows.</summary>
public sealed class HiddenUserValuesTests : IDisposable
{
    private const string Engineering = "OU=Engineering," + DemoForest.RootScope;
    private static readonly Guid UserAccountControl = new("bf967a68-0de6-11d0-a285-00aa003049e2");
    private readonly DemoRelay _relay = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private IDirectoryConnector Reader => _relay.Forest.ConnectorFor(DemoForest.ReaderAccount);

    public void Dispose() => _relay.Dispose();

    [Fact]
    public async Task AReader_FromWhomNobodyHides_HasNoGapOfUsers() =>
        Assert.DoesNotContain((await ScanAsync()).Gaps ?? [], gap => gap.Contains(" users of ", StringComparison.Ordinal));

    [Fact]
    public async Task AdminCount_ThatMayNotBeRead_IsNotAbsent()
    {
        await HideAsync(DemoForest.CanaryUser, AttributeGuids.AdminCount);

        var coverage = await ScanAsync();

        Assert.Contains(@"1 users of contoso.example do not show adminCount (unreadable: adminCount, Read Property, CONTOSO\svc-pwb-reader).", coverage.Gaps!);
        Assert.DoesNotContain(CoverageFindings.Judge(DemoForest.RootDomain, coverage), finding => finding.Status == FindingStatus.Met);
    }

    [Fact]
    public async Task ValuesThatEveryUserHas_AndThatAreNotReturned_AreHidden_AndTheUserIsUnknown()
    {
        await HideAsync(DemoForest.CanaryUser, UserAccountControl);
        UserCoverage? canary = null;

        var coverage = await ScanAsync(user => canary = user.Dn == DemoForest.CanaryUser ? user : canary);

        Assert.Contains(@"1 users of contoso.example do not show userAccountControl (unreadable: userAccountControl, Read Property, CONTOSO\svc-pwb-reader).", coverage.Gaps!);
        Assert.Equal((CoverageReason.Unreadable, OperationVerdict.Unknown), (canary!.Reason, canary.Operations.Change.Verdict));
    }

    [Fact]
    public async Task ServicePrincipalNames_ThatMayNotBeRead_LeaveTheBlastRadiusUnknown_NotTheCoverage()
    {
        await HideAsync(DemoForest.CanaryUser, AttributeGuids.ServicePrincipalName);

        var result = await new PermissionAssessor(Reader, _relay.Plans, _relay.Clock).AssessAsync(await _relay.RequestAsync(), Now);

        Assert.Contains("1 users of contoso.example do not show servicePrincipalName (unreadable: ", result.BlastRadius.UnknownReason, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Coverage.Gaps ?? [], gap => gap.Contains("servicePrincipalName", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ASampleOfUsersThatHideWhatTheyAre_IsUnread_NeverNobody()
    {
        foreach (var user in (await SampleAsync(size: 22)).Users)
        {
            await HideAsync(user.Dn, attribute: null);
        }

        var sample = await SampleAsync();

        Assert.Contains("objects hide what they are (unreadable: objectCategory, objectClass, objectSid or sAMAccountType, Read Property, this identity)", sample.UnreadReason, StringComparison.Ordinal);
    }

    private async Task<CoverageSummary> ScanAsync(Action<UserCoverage>? onUser = null) =>
        await new CoverageScanner(Reader, _relay.Clock).ScanAsync(await _relay.RequestAsync(), onUser, Now);

    private async Task<InheritanceSample> SampleAsync(int size = 0)
    {
        await using var connection = await Reader.ConnectAsync(DemoForest.RootPdc, Now);
        var sample = await InheritanceSampler.ChooseAsync(connection, Engineering, Now);
        Assert.Equal(size, sample.Users.Count);
        return sample;
    }

    // One attribute, or all of them. An entry of the user's own: what is inherited comes after what its class lets everybody read.
    private async Task HideAsync(string dn, Guid? attribute)
    {
        await using var connection = await Reader.ConnectAsync(DemoForest.RootPdc, Now);
        var reader = (await OwnIdentity.ReadTokenAsync(connection, Now))!.Account;
        await _relay.ForeignAddAsync(dn, attribute is { } one ? $"(OD;;RP;{one};;{reader})" : $"(D;;RP;;;{reader})");
        _relay.Clock.Advance(TimeSpan.FromHours(1));
    }
}
