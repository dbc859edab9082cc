using PasswordWriteback.Core.ActiveDirectory.Replication;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Replication;

/// <summary>A domain controller that answers nonsense is judged by itself.</summary>
public sealed class MalformedAnswersTests : ConfirmationTest
{
    [Theory]
    [InlineData("nTSecurityDescriptor")]
    [InlineData("replPropertyMetaData")]
    public async Task AMalformedValueOnOneController_IsThatControllersState(string attribute)
    {
        _directory.Put(
            "dc2.corp.example",
            Staff,
            ("objectClass", Text("organizationalUnit")),
            ("nTSecurityDescriptor", attribute == "nTSecurityDescriptor" ? [9, 9, 9] : Sd("D:AI" + Foreign + Ours)),
            ("replPropertyMetaData", attribute == "replPropertyMetaData" ? [9, 9, 9] : Stamp(2, Dc1Id, 100)));

        var confirmation = await ConfirmAsync();

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", confirmation).State);
        Assert.Equal(ConfirmationState.RootPending, Of("dc2", confirmation).State);
        Assert.Contains("could not be read", Of("dc2", confirmation).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dc1")]
    [InlineData("dc2")]
    public async Task AMalformedUserOnOneController_FailsNoOther(string malformed)
    {
        _directory.Put($"{malformed}.corp.example", $"CN=Anna,{Staff}", ("objectClass", Text("user")), ("nTSecurityDescriptor", [9, 9, 9]));

        var confirmation = await ConfirmAsync();

        Assert.Equal(ConfirmationState.Confirmed, Of(malformed == "dc1" ? "dc2" : "dc1", confirmation).State);
    }

    [Fact]
    public async Task AMalformedReplicationVector_OnlyLeavesTheSilenceUnknown()
    {
        _directory.Put("dc1.corp.example", Head, ("replUpToDateVector", [9, 9, 9]));
        _directory.Fail("dc2.corp.example", DirectoryFault.Timeout);

        Assert.Equal(ConfirmationState.Unreachable, Of("dc2", await ConfirmAsync()).State);
    }
}
