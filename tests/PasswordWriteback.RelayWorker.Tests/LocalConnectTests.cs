using PasswordWriteback.Core;
using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Relay.Permissions;
using PasswordWriteback.RelayWorker.CommandLine;

namespace PasswordWriteback.RelayWorker.Tests;

public sealed class LocalConnectTests
{
    private static readonly ConnectReading Here = new("SYNC1", "2.6.84.0", "2.6.84.0", Staging: false, WritebackEnabled: false, null, [], new Dictionary<string, string>());

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public static TheoryData<PermissionSettings> SayWhichUsers =>
        [new PermissionSettings { Scopes = ["OU=Staff,DC=corp,DC=example"] }, new PermissionSettings { DomainWide = true }];

    [Theory]
    [MemberData(nameof(SayWhichUsers))]
    public async Task WhoSaysWhichUsers_DoesNotHaveEntraConnectRead(PermissionSettings settings)
    {
        var server = new ToldConnectServer(Reading.Known(Here));

        Assert.Null(await LocalConnect.FindAsync(settings, server, Now));
        Assert.Null(await LocalConnect.RequireAsync(settings, server, Now));
        Assert.Equal(0, server.Reads);
    }

    [Fact]
    public async Task WhereEntraConnectIsHere_ItSaysWhichUsers()
    {
        var server = new ToldConnectServer(Reading.Known(Here));

        Assert.Same(Here, await LocalConnect.FindAsync(new PermissionSettings(), server, Now));
        Assert.Same(Here, await LocalConnect.RequireAsync(new PermissionSettings(), server, Now));
    }

    [Fact]
    public async Task WhereItIsNot_ALookGoesOn_AndAPlanSaysWhyAndWhatToGive()
    {
        var server = new ToldConnectServer(Reading.Unknown<ConnectReading>("The module ADSync is absent."));

        Assert.Null(await LocalConnect.FindAsync(new PermissionSettings(), server, Now));
        var usage = await Assert.ThrowsAsync<UsageException>(() => LocalConnect.RequireAsync(new PermissionSettings(), server, Now));

        Assert.EndsWith("not known here. The module ADSync is absent.", usage.Message, StringComparison.Ordinal);
        Assert.Contains("--scope DN", usage.Remedy, StringComparison.Ordinal);
        Assert.Contains("--domain-wide", usage.Remedy, StringComparison.Ordinal);
    }
}
