using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.PowerShellStandIn;
using PasswordWriteback.Relay.EntraConnect;

namespace PasswordWriteback.Relay.Tests.EntraConnect;

public sealed class ReadConnectTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AServer_IsReadWhole()
    {
        using var folder = new StandInFolder();

        var server = (await folder.Connect().ReadAsync(Stop)).Value!;

        Assert.Equal(("SYNC1", "2.6.84.0", "2.6.84.0", "2.6.84.0"), (server.ServerName, server.InstalledVersion, server.ConfiguredVersion, server.RegistryVersion));
        Assert.False(server.Staging);
        Assert.False(server.WritebackEnabled);
        Assert.Equal(("contoso.onmicrosoft.com - AAD", "contoso.onmicrosoft.com"), (server.EntraConnector, server.EntraDomain));
        Assert.Equal(new ConnectScheduler(CycleEnabled: true, Suspended: false), server.Scheduler);
        Assert.Null(server.CloudSyncAgent);
        Assert.Null(server.Gaps);
        var connector = Assert.Single(server.Connectors);
        Assert.Equal(("contoso.example", @"CONTOSO\MSOL_0123456789ab", "S-1-5-21-1-2-3-1105"), (connector.Forest, connector.AccountName, connector.AccountSid));
        Assert.Equal(["OU=Staff,DC=contoso,DC=example"], connector.Containers);
        Assert.Equal(["dc1.contoso.example"], connector.PreferredControllers);
        Assert.Equal("dc2.contoso.example", connector.LastUsedController);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), connector.CreatedAt);
        Assert.Empty(folder.Now.Complaints);
        Assert.Empty(Directory.GetDirectories(folder.WorkFolder));
    }

    [Fact]
    public async Task TwoReadings_HaveTheSameSettings_ThoughStampsCookiesAndOrderDiffer()
    {
        using var folder = new StandInFolder(server => server.Connectors[0] = server.Connectors[0] with { Included = ["OU=A,DC=contoso,DC=example", "OU=B,DC=contoso,DC=example"] });
        var connect = folder.Connect();

        var first = (await connect.ReadAsync(Stop)).Value!;
        folder.Change(server => server.Enabled = true);
        var second = (await connect.ReadAsync(Stop)).Value!;

        Assert.Equal(first.Settings, second.Settings);
        Assert.Contains(first.Settings.Keys, name => name.StartsWith("Export.Connector.contoso.example.", StringComparison.Ordinal));
        Assert.DoesNotContain(first.Settings.Keys, name => name.Contains("NextSyncCycle", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AChangedPreferredController_IsSeenInTheExportAlone()
    {
        using var folder = new StandInFolder();
        var connect = folder.Connect();
        var first = (await connect.ReadAsync(Stop)).Value!;
        folder.Change(server => server.Connectors[0] = server.Connectors[0] with { Preferred = ["dc9.contoso.example"] });

        var difference = Assert.Single(ConnectComparison.OtherDifferences(first, (await connect.ReadAsync(Stop)).Value!));

        Assert.StartsWith("Export.Connector.contoso.example.ma-partition-data was sha256:", difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoForests_AndRenamedConnectors_AreToldApartByIdentifier()
    {
        using var folder = new StandInFolder(server =>
        {
            server.EntraConnector = "Wolke";
            server.Connectors[0] = server.Connectors[0] with { Name = "Werk" };
            server.Connectors.Add(new StandInConnector("22222222-0000-0000-0000-000000000002", "Tochter - AAD", "fabrikam.example", @"FABRIKAM\svc-sync", ["DC=fabrikam,DC=example"]));
        });

        var server = (await folder.Connect().ReadAsync(Stop)).Value!;

        Assert.Equal(("Wolke", null), (server.EntraConnector, server.EntraDomain));
        Assert.Equal([("Werk", "contoso.example"), ("Tochter - AAD", "fabrikam.example")], server.Connectors.Select(connector => (connector.Name!, connector.Forest)));
        Assert.Null(server.Connectors[1].AccountSid);
        Assert.Null(server.Connectors[1].LastUsedController);
    }

    [Fact]
    public async Task WithoutTheModule_ItIsUnknown_AndSaysWhereToGo()
    {
        using var folder = new StandInFolder(server => server.Installed = false);

        var reading = await folder.Connect().ReadAsync(Stop);

        Assert.Contains("module ADSync is absent", reading.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheModuleAndTheService_ItIsAbsent()
    {
        using var folder = new StandInFolder(server => server.Installed = false);

        Assert.True(await folder.Connect().IsAbsentAsync(Stop));
        Assert.Empty(folder.Now.Complaints);
    }

    [Fact]
    public async Task AnInstallation_OrHalfOfOne_IsNotAbsent()
    {
        using var folder = new StandInFolder();
        Assert.False(await folder.Connect().IsAbsentAsync(Stop));

        folder.Change(server => (server.Installed, server.ServiceLeft) = (false, true));

        Assert.False(await folder.Connect().IsAbsentAsync(Stop));
    }

    [Theory]
    [InlineData(Behaviour.Garbage)]
    [InlineData(Behaviour.Floods)]
    public async Task WhatCannotBeFoundOut_IsNotAbsent(Behaviour behaviour)
    {
        using var folder = new StandInFolder(server => (server.Installed, server.Read) = (false, behaviour));

        Assert.False(await folder.Connect().IsAbsentAsync(Stop));
    }

    [Theory]
    [InlineData(Behaviour.Garbage)]
    [InlineData(Behaviour.Floods)]
    public async Task AnAnswerOfNoUse_IsUnknown_NeverADefault(Behaviour behaviour)
    {
        using var folder = new StandInFolder(server => server.Read = behaviour);

        Assert.Contains("could not be read", (await folder.Connect().ReadAsync(Stop)).UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACloudSyncServer_IsRecognized_AndItsCmdletNamed()
    {
        using var folder = new StandInFolder(server => (server.Installed, server.CloudSync) = (false, "1.1.1373.0"));

        var reading = await folder.Connect().ReadAsync(Stop);

        Assert.Contains("Set-AADCloudSyncPasswordWritebackConfiguration -Enable $true", reading.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAnEntraConnector_ItIsUnknown()
    {
        using var folder = new StandInFolder(server => server.EntraConnector = null);

        Assert.Contains(EntraConnectServer.EntraConnector, (await folder.Connect().ReadAsync(Stop)).UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExportThatFails_IsAGap_NotAFailure()
    {
        using var folder = new StandInFolder(server => server.ExportFails = true);

        var server = (await folder.Connect().ReadAsync(Stop)).Value!;

        Assert.Equal(
            ["the configuration export (Get-ADSyncServerConfiguration) could not be read: Zugriff verweigert (AccessDenied,Get)."], server.Gaps);
        Assert.Null(server.Connectors[0].LastUsedController);
    }

    [Fact]
    public async Task WarningsAndForeignLinesAroundTheAnswer_DoNotMatter()
    {
        using var folder = new StandInFolder(server => server.Read = Behaviour.Chatters);

        Assert.True((await folder.Connect().ReadAsync(Stop)).IsKnown);
    }

    [Theory]
    [InlineData("Accès refusé")]
    [InlineData("アクセスが拒否されました")]
    public async Task WithoutTheRight_ItIsUnknown_AndNamesTheGroup_InWhateverLanguage(string message)
    {
        using var folder = new StandInFolder(server =>
        {
            server.Read = Behaviour.Fails;
            server.Error = new StandInError("System.UnauthorizedAccessException,Get", "System.UnauthorizedAccessException", "NotSpecified", "Get-ADSyncGlobalSettings", message);
        });

        var reading = await folder.Connect().ReadAsync(Stop);

        Assert.Contains("ADSyncAdmins", reading.UnknownReason, StringComparison.Ordinal);
        Assert.Contains(message, reading.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OutsideWindows_ItSaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "This is Windows.");

        var reading = await EntraConnectServer.Here("/nowhere", TimeProvider.System).ReadAsync(Stop);

        Assert.Contains("runs on Windows, and this relay does not", reading.UnknownReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExportsOfAProcessThatDied_AreRemoved()
    {
        using var folder = new StandInFolder();
        Directory.CreateDirectory(Path.Combine(folder.WorkFolder, "left-behind"));

        await folder.Connect().ReadAsync(Stop);

        Assert.Empty(Directory.GetDirectories(folder.WorkFolder));
    }
}
