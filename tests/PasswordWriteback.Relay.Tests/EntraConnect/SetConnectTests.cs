using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.PowerShellStandIn;

namespace PasswordWriteback.Relay.Tests.EntraConnect;

public sealed class SetConnectTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheSwitch_IsTurned_AndNothingElseDiffers()
    {
        using var folder = new StandInFolder();

        var result = await TurnOnAsync(folder);

        Assert.True(folder.Now.Enabled);
        Assert.False(result.Before.WritebackEnabled);
        Assert.True(result.After.WritebackEnabled);
        Assert.Empty(result.OtherDifferences);
        Assert.Null(result.NotTurned);
        Assert.Equal(["Enable password writeback.", "Configure the synchronization service on SYNC1."], SwitchFindings.WizardSummary(result));
    }

    [Fact]
    public async Task TheSwitch_IsTurnedOff_AlsoInStaging()
    {
        using var folder = new StandInFolder(server => (server.Enabled, server.Staging) = (true, true));

        var result = (await folder.Connect().SetWritebackAsync(enabled: false, Stop)).Value!;

        Assert.False(result.After.WritebackEnabled);
        Assert.False(folder.Now.Enabled);
    }

    [Fact]
    public async Task ASwitchThatIsOn_IsLeftAlone()
    {
        using var folder = new StandInFolder(server => server.Enabled = true);

        Assert.Null((await TurnOnAsync(folder)).NotTurned);
        Assert.Equal(0, folder.Now.Turned);
    }

    [Theory]
    [InlineData(true, "2.6.84.0", "2.6.84.0", "2.6.84.0", SwitchProblem.Staging)]
    [InlineData(false, "1.0.8641.0", "1.0.8641.0", "1.0.8641.0", SwitchProblem.VersionTooOld)]
    [InlineData(false, "2.5.76.0", "2.5.76.0", "2.5.76.0", SwitchProblem.VersionTooOld)]
    [InlineData(false, "", "2.6.84.0", "2.6.84.0", SwitchProblem.VersionsDisagree)]
    [InlineData(false, "2.6.84.0", "2.6.3.0", "2.6.84.0", SwitchProblem.VersionsDisagree)]
    [InlineData(false, "2.6.84.0", "2.6.84.0", "2.6.3.0", SwitchProblem.VersionsDisagree)]
    public async Task AServerThatMustNotBeSwitched_IsNotTouched(bool staging, string binary, string configured, string registry, SwitchProblem problem)
    {
        using var folder = new StandInFolder(server =>
            (server.Staging, server.Binary, server.Configured, server.Registry) = (staging, binary, configured, registry));

        var result = await TurnOnAsync(folder);

        Assert.Equal(problem, result.NotTurned!.Problem);
        Assert.Equal(0, folder.Now.Turned);
    }

    [Fact]
    public async Task ABuildThatDemandsASignIn_IsNotCalled_AndTheExactCommandIsNamed()
    {
        using var folder = new StandInFolder(server => (server.Demands, server.EntraConnector) = (["AADUserName"], "o'neil - AAD"));

        var result = await TurnOnAsync(folder);

        Assert.Equal(SwitchProblem.SignInRequired, result.NotTurned!.Problem);
        Assert.Equal(
            "Set-ADSyncAADPasswordResetConfiguration -Connector 'o''neil - AAD' -Enable $true -AADUserName '<AADUserName>'", result.NotTurned.Command);
        Assert.Equal(0, folder.Now.Turned);
        Assert.Contains(
            SwitchFindings.Judge("contoso.example", Core.Reading.Known(result)),
            finding => finding is { Code: FindingCodes.ConnectSwitch, Status: FindingStatus.ActionRequired } && finding.Remedy!.Contains(result.NotTurned.Command!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MissingMandatoryParameter,Set", "System.Management.Automation.ParameterBindingException", "InvalidArgument")]
    [InlineData("Set", "Microsoft.Identity.Client.MsalUiRequiredException", "NotSpecified")]
    [InlineData("Set", "System.Management.Automation.Host.HostException", "NotSpecified")]
    [InlineData("InvalidOperation,Microsoft.IdentityManagement.PowerShell.Cmdlet.SetADSyncAADPasswordResetConfigurationCmdlet", "System.Management.Automation.PSInvalidOperationException", "InvalidOperation")]
    [InlineData("Set", "System.Management.Automation.CmdletInvocationException", "NotSpecified", "Microsoft.Identity.Client.MsalUiRequiredException")]
    [InlineData("Set", "System.InvalidOperationException", "InvalidOperation", null, "System.Windows.Forms")]
    public async Task APrompt_IsAPersonsStep_InWhateverLanguage(string id, string type, string category, string? cause = null, string? source = null)
    {
        using var folder = Failing(new StandInError(id, type, category, SwitchCmdlet.Name, "Impossibile completare l'operazione.") { Cause = cause, Source = source });

        var result = await TurnOnAsync(folder);

        Assert.Equal(SwitchProblem.SignInRequired, result.NotTurned!.Problem);
        Assert.Contains("Impossibile", result.NotTurned.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnErrorRecord_IsAFailure_WithTheCmdletsOwnWords()
    {
        using var folder = Failing(new StandInError("Set", "System.InvalidOperationException", "InvalidOperation", SwitchCmdlet.Name, "Der Mandant antwortet nicht."));

        var result = await TurnOnAsync(folder);

        Assert.Equal(SwitchProblem.Failed, result.NotTurned!.Problem);
        Assert.Equal("Set-ADSyncAADPasswordResetConfiguration failed: Der Mandant antwortet nicht. (Set)", result.NotTurned.Detail);
    }

    [Theory]
    [InlineData("System.UnauthorizedAccessException", null)]
    [InlineData("System.InvalidOperationException", "System.ServiceModel.Security.SecurityAccessDeniedException")]
    public async Task AMissingRight_NamesTheGroup(string type, string? cause)
    {
        using var folder = Failing(new StandInError("Set", type, "NotSpecified", SwitchCmdlet.Name, "Zugriff verweigert") { Cause = cause });

        Assert.Contains("ADSyncAdmins", (await TurnOnAsync(folder)).NotTurned!.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASignInThatNobodyAnswers_EndsAtTheDeadline_AsAPersonsStep()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.Hangs);
        var connect = folder.Connect();
        var turning = connect.SetWritebackAsync(enabled: true, Stop);
        var began = TimeProvider.System.GetTimestamp();
        while (!folder.HasPids)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "It did not hang.");
            await Task.Delay(10, Stop);
        }

        folder.Clock.Advance(connect.SwitchLimit);

        Assert.Equal(SwitchProblem.NoAnswer, (await turning).Value!.NotTurned!.Problem);
    }

    [Fact]
    public async Task WithTwoForests_AndRenamedConnectors_TheEntraConnectorIsSwitched_AndNothingElseDiffers()
    {
        using var folder = new StandInFolder(server =>
        {
            server.EntraConnector = "Bob's Wolke";
            server.Connectors[0] = server.Connectors[0] with { Name = "Werk" };
            server.Connectors.Add(new StandInConnector("22222222-0000-0000-0000-000000000002", "Tochter - AAD", "fabrikam.example", @"FABRIKAM\svc-sync", ["DC=fabrikam,DC=example"]));
        });

        var result = await TurnOnAsync(folder);

        Assert.True(result.After.WritebackEnabled);
        Assert.Empty(result.OtherDifferences);
        Assert.Equal(["contoso.example", "fabrikam.example"], result.After.Connectors.Select(connector => connector.Forest));

        folder.Change(server => (server.Enabled, server.Demands) = (false, ["AADUserName"]));
        Assert.Contains("-Connector 'Bob''s Wolke' -Enable $true", (await TurnOnAsync(folder)).NotTurned!.Command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Behaviour.Garbage)]
    [InlineData(Behaviour.Floods)]
    public async Task ACmdletThatAnswersNothingOfUse_HasNotTurnedIt_AndTheSwitchIsReadBack(Behaviour behaviour)
    {
        using var folder = new StandInFolder(server => server.Turn = behaviour);

        var result = await TurnOnAsync(folder);

        Assert.Equal(SwitchProblem.Failed, result.NotTurned!.Problem);
        Assert.False(result.After.WritebackEnabled);
        Assert.Empty(result.OtherDifferences);
    }

    [Fact]
    public async Task ASwitchThatDoesNotStick_IsNotBelieved()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.Pretends);

        var result = await TurnOnAsync(folder);

        Assert.Equal(SwitchProblem.NotKept, result.NotTurned!.Problem);
        Assert.Empty(SwitchFindings.WizardSummary(result));
    }

    [Fact]
    public async Task ACmdletThatDiesAfterItsWork_HasDoneIt()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.DoesAndDies);

        var result = await TurnOnAsync(folder);

        Assert.True(result.After.WritebackEnabled);
        Assert.Null(result.NotTurned);
    }

    [Fact]
    public async Task AChangeByAnotherAtTheSameTime_IsADifference()
    {
        using var folder = new StandInFolder(server => server.Turn = Behaviour.DoesWhileAnotherChanges);

        var result = await TurnOnAsync(folder);

        Assert.Contains(
            "Connector.11111111-0000-0000-0000-000000000001.DC=contoso,DC=example.Included was OU=Staff,DC=contoso,DC=example and is "
            + "OU=New,DC=contoso,DC=example | OU=Staff,DC=contoso,DC=example.",
            result.OtherDifferences);
        Assert.Equal(FindingStatus.NotMet, SwitchFindings.Judge("contoso.example", Core.Reading.Known(result))[0].Status);
    }

    [Fact]
    public async Task WithoutTheExport_WhatElseChangedIsUnknown()
    {
        using var folder = new StandInFolder(server => server.ExportFails = true);

        var result = await TurnOnAsync(folder);

        Assert.True(result.After.WritebackEnabled);
        Assert.Equal(FindingStatus.Unknown, SwitchFindings.Judge("contoso.example", Core.Reading.Known(result))[0].Status);
    }

    private static StandInFolder Failing(StandInError error) => new(server => (server.Turn, server.Error) = (Behaviour.Fails, error));

    private static async Task<ConnectSwitchResult> TurnOnAsync(StandInFolder folder)
    {
        var result = await folder.Connect().SetWritebackAsync(enabled: true, Stop);
        Assert.Null(result.UnknownReason);
        Assert.Empty(folder.Now.Complaints);
        return result.Value!;
    }
}
