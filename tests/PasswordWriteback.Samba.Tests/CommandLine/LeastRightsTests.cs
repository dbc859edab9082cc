using System.Text.Json;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.CommandLine;

/// <summary>
/// docs/least-rights.md on a real forest: the entries that its dsacls lines write are enough for an account that holds nothing else,
/// and each of them is needed. The entries are written as SDDL; which entries dsacls writes is a witness of the Windows kit.
/// </summary>
[Collection(Forests.OfProcesses)]
public sealed class LeastRightsTests(FreshForest fresh) : SambaTest(fresh)
{
    private const string EverybodyReads = "(A;;RPLCLORC;;;AU)";

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("pwb-least-");

    private string Staff => Lab.Env.Object("staffOu");

    private string Sid => Lab.Env.Accounts["reader"].Sid;

    private string WriteDacl => $"(A;;WD;;;{Sid})";

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
    public async Task WriteDacOnTheScope_IsEnoughToApplyAndRollBack_AndReachesNothingBelowOrBeside()
    {
        await Lab.ForeignWriteAsync("dc1", Staff, WriteDacl);
        var before = await Lab.DescriptorAsync("dc1", Staff);

        var apply = await ApplyAsync(Staff);
        Assert.True(apply.ExitCode == 0, apply.Error + apply.Output);
        Assert.Equal(before.Explicit.Count + 3, (await Lab.DescriptorAsync("dc1", Staff)).Explicit.Count);
        var record = Assert.Single(Directory.GetFiles(Path.Combine(_state.FullName, "records"), "*.json"));
        string[] onRecord = [.. Lab.Connection(account: "reader"), "--record", record];
        var confirm = await Lab.RelayAsync(["confirm", .. onRecord, "--wait", "60", "--require", Lab.Env.Dc("dc2").Host]);
        Assert.True(confirm.ExitCode == 0, confirm.Error + confirm.Output);
        var rollback = await Lab.RelayAsync(["rollback", .. onRecord]);
        Assert.True(rollback.ExitCode == 0, rollback.Error + rollback.Output);
        Assert.Equal(before.Sddl, (await Lab.DescriptorAsync("dc1", Staff)).Sddl);

        await RefusedAsync(Lab.Env.Object("salesOu"), "WRITE_DAC");
        await RefusedAsync(Lab.Env.Object("partnersOu"), "WRITE_DAC");
        await Lab.ForeignRemoveAsync("dc1", Staff, WriteDacl);
        await RefusedAsync(Staff, "WRITE_DAC");
    }

    [Fact]
    public async Task WhereEverybodyMayNotRead_WriteDacAloneIsRefused_AndReadPermissionsMakeItWork()
    {
        await Lab.ForeignRemoveAsync("dc1", Staff, EverybodyReads);
        await Lab.ForeignWriteAsync("dc1", Staff, WriteDacl);
        await RefusedAsync(Staff, "Give the relay's identity Read permissions on it");

        await Lab.ForeignWriteAsync("dc1", Lab.Env.BaseDn, $"(A;CI;LCRPLORC;;;{Sid})");

        var apply = await ApplyAsync(Staff);
        Assert.True(apply.ExitCode == 0, apply.Error + apply.Output);
    }

    [Fact]
    public async Task FineGrainedPolicies_AreKnown_WithTheLineForTheirContainer()
    {
        var container = $"CN=Password Settings Container,CN=System,{Lab.Env.BaseDn}";
        Assert.False(await KnowsFineGrainedAsync());

        await Lab.ForeignWriteAsync("dc1", container, $"(A;CI;LCRPRC;;;{Sid})");

        Assert.True(await KnowsFineGrainedAsync());
    }

    private async Task RefusedAsync(string scope, string right)
    {
        var before = await Lab.DescriptorAsync("dc1", scope);

        var apply = await ApplyAsync(scope);

        Assert.NotEqual(0, apply.ExitCode);
        Assert.True((apply.Error + apply.Output).Contains(right, StringComparison.Ordinal), apply.Error + apply.Output);
        Assert.Equal(before.Base64, (await Lab.DescriptorAsync("dc1", scope)).Base64);
    }

    private async Task<bool> KnowsFineGrainedAsync()
    {
        var check = await Lab.RelayAsync(["check", "--json", .. Lab.Connection(account: "reader")]);
        using var answer = JsonDocument.Parse(check.Output);
        return Assert.Single(answer.RootElement.GetProperty("passwordPolicies").EnumerateArray()).GetProperty("fineGrained").TryGetProperty("value", out var policies) && policies.ValueKind == JsonValueKind.Array;
    }

    // Change Password is read from users and left aside here: three ACEs of the profile are written.
    private Task<CommandResult> ApplyAsync(string scope) => Lab.RelayAsync(
        ["apply", "--yes", .. Lab.Connection(account: "reader"), "--account", Lab.Env.Accounts["connector"].Dn, "--scope", scope, "--profile", "adsyncconfig-2019", "--state-folder", _state.FullName]);
}
