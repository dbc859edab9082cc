using System.Text.Json;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.CommandLine;

[Collection(Forests.OfProcesses)]
public sealed class ApplyTests(FreshForest fresh) : SambaTest(fresh)
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pwb-cli-");

    private string Staff => Lab.Env.Object("staffOu");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await BeginAfreshAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        _state.Delete(recursive: true);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Plan_SaysWhoMayDoWhatAndWhatItOpensUp_AndWritesNothing()
    {
        var before = await Lab.DescriptorAsync("dc1", Staff);

        var plan = await OnStaffAsync("plan");

        Assert.Equal(0, plan.ExitCode);
        Assert.Contains(Lab.Env.Accounts["connector"].SamAccountName, plan.Output, StringComparison.Ordinal);
        Assert.Contains("Reset Password", plan.Output, StringComparison.Ordinal);
        Assert.Equal(before.Base64, (await Lab.DescriptorAsync("dc1", Staff)).Base64);
    }

    [Fact]
    public async Task Apply_WithoutYes_AndNobodyToAsk_WritesNothing()
    {
        var before = await Lab.DescriptorAsync("dc1", Staff);

        var apply = await OnStaffAsync("apply");

        Assert.NotEqual(0, apply.ExitCode);
        Assert.Contains("--yes", apply.Error + apply.Output, StringComparison.Ordinal);
        Assert.Equal(before.Base64, (await Lab.DescriptorAsync("dc1", Staff)).Base64);
    }

    [Fact]
    public async Task Apply_Confirm_ApplyAgain_Rollback_EndsWhereItBegan()
    {
        var before = await Lab.DescriptorAsync("dc1", Staff);

        var apply = await OnStaffAsync("apply", "--yes", "--json");
        Assert.True(apply.ExitCode == 0, apply.Error);
        using var applied = JsonDocument.Parse(apply.Output);
        var record = Assert.Single(Directory.GetFiles(_state.FullName, "*.json", SearchOption.AllDirectories), file => file.Contains("records", StringComparison.Ordinal));
        Assert.Contains(Path.GetFileName(record), apply.Output, StringComparison.Ordinal);
        var granted = await Lab.DescriptorAsync("dc1", Staff);
        Assert.NotEqual(before.Base64, granted.Base64);

        var confirm = await RelayAsync("confirm", "--record", record, "--wait", "60", "--require", Lab.Env.Dc("dc2").Host);
        Assert.True(confirm.ExitCode == 0, confirm.Error + confirm.Output);

        var again = await OnStaffAsync("apply", "--yes");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(granted.Base64, (await Lab.DescriptorAsync("dc1", Staff)).Base64);

        var rollback = await RelayAsync("rollback", "--record", record);
        Assert.True(rollback.ExitCode == 0, rollback.Error + rollback.Output);
        Assert.Equal(before.Sddl, (await Lab.DescriptorAsync("dc1", Staff)).Sddl);

        var gone = await RelayAsync("confirm", "--record", record);
        Assert.DoesNotContain("has the permissions", gone.Output, StringComparison.Ordinal);
        Assert.Contains("rollback", gone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_WithoutAScope_IsAUsageErrorThatNamesBoth()
    {
        var plan = await RelayAsync("plan", "--state-folder", _state.FullName);

        Assert.Equal(2, plan.ExitCode);
        Assert.Contains("--scope", plan.Error, StringComparison.Ordinal);
        Assert.Contains("--domain-wide", plan.Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> OnStaffAsync(string command, params string[] options) =>
        RelayAsync(command, ["--state-folder", _state.FullName, "--scope", Staff, .. options]);

    private Task<CommandResult> RelayAsync(string command, params string[] options) => Lab.RelayAsync([command, .. Lab.Connection(), .. options]);
}
