using System.Text.Json;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.CommandLine;

/// <summary>The doctor on real domain controllers: their rootDSE, their Group Policies, their files.</summary>
[Collection(Forests.OfProcesses)]
public sealed class DoctorTests(FreshForest fresh) : SambaTest(fresh)
{
    private const string Template = "MACHINE/Microsoft/Windows NT/SecEdit/GptTmpl.inf";
    private const string DefaultControllersPolicy = "{6AC1786C-016F-11D2-945F-00C04FB984F9}";

    private string Sysvol => Lab.Env.Dc("dc1").Sysvol;

    [Fact]
    public async Task Doctor_OnSamba_ReadsControlsClocksAndPolicies_OfEachDomainController()
    {
        var (exitCode, lines) = await RunAsync();

        // Samba lacks the policy-hints control: on it writeback would fail, and the doctor says so.
        Assert.Equal(3, exitCode);
        foreach (var dc in Lab.Env.Dcs)
        {
            Assert.Equal("Failed", Result(lines, "policy-hints", dc.Host));
            Assert.Equal("Ok", Result(lines, "clock-controllers", dc.Host));
        }

        Assert.Equal("Ok", Result(lines, "remote-sam-policy", PolicySubject(lines)));
        Assert.Equal("NotApplicable", Single(lines, "remote-sam").Result);
        Assert.Equal("NotApplicable", Single(lines, "connect-on-controller").Result);
        Assert.NotEqual("Unknown", Single(lines, "own-rights").Result);
    }

    [Fact]
    public async Task Doctor_APolicyThatRestrictsRemoteSam_InASecurityTemplate_Fails_AndSaysWhichPolicy()
    {
        var file = Path.Combine(Sysvol, Lab.Env.Domain, "Policies", DefaultControllersPolicy, Template);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await Lab.SetPolicyVersionAsync(DefaultControllersPolicy, 1);
        try
        {
            await WriteAsync(file, "O:BAG:BAD:(A;;RC;;;BA)");
            Assert.Equal("Failed", Single((await RunAsync()).Lines, "remote-sam-policy").Result);

            await WriteAsync(file, $"O:BAG:BAD:(A;;RC;;;BA)(A;;RC;;;{Lab.Env.Accounts["connector"].Sid})");
            Assert.Equal("Ok", Single((await RunAsync()).Lines, "remote-sam-policy").Result);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Doctor_RegistrySettingsThatSambasLibraryWrote_AreRead()
    {
        var file = Path.Combine(Sysvol, Lab.Env.Domain, "Policies", DefaultControllersPolicy, "MACHINE", "Registry.pol");
        const string script = """
            import sys
            from samba.dcerpc import preg, misc
            from samba.ndr import ndr_pack
            entry = preg.entry()
            entry.keyname = r"System\CurrentControlSet\Control\Lsa"
            entry.valuename = "RestrictRemoteSam"
            entry.type = misc.REG_SZ
            entry.data = "O:BAG:BAD:(A;;RC;;;BA)"
            pol = preg.file()
            pol.header.signature = "PReg"
            pol.header.version = 1
            pol.num_entries = 1
            pol.entries = [entry]
            open(sys.argv[1], "wb").write(ndr_pack(pol))
            """;
        try
        {
            var written = await Lab.InLabAsync(["/usr/bin/python3", "-c", script, file], input: "");
            Assert.True(written.ExitCode == 0, written.Error);
            await Lab.SetPolicyVersionAsync(DefaultControllersPolicy, 1);

            var line = Single((await RunAsync()).Lines, "remote-sam-policy");

            Assert.Equal("Failed", line.Result);
            Assert.Contains("Registry.pol", line.Summary, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Doctor_ADomainControllerThatIsCutOff_IsUnknown_TheOtherIsSaid_WithinTheDeadline()
    {
        await Lab.CutAsync("dc2");
        try
        {
            var (_, lines) = await RunAsync();

            Assert.Equal("Unknown", Result(lines, "policy-hints", Lab.Env.Dc("dc2").Host));
            Assert.Equal("Failed", Result(lines, "policy-hints", Lab.Env.Dc("dc1").Host));
            Assert.Equal("Ok", Result(lines, "clock-controllers", Lab.Env.Dc("dc1").Host));
        }
        finally
        {
            await Lab.RestoreAsync("dc2");
        }
    }

    private static Task WriteAsync(string file, string sddl) => File.WriteAllTextAsync(
        file,
        $"[Unicode]\r\nUnicode=yes\r\n[Registry Values]\r\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\RestrictRemoteSAM=1,\"{sddl}\"\r\n",
        System.Text.Encoding.Unicode,
        TestContext.Current.CancellationToken);

    private static string PolicySubject(IEnumerable<Line> lines) => lines.Single(line => line.Check == "remote-sam-policy").Subject;

    private static string Result(IEnumerable<Line> lines, string check, string subject) =>
        lines.Single(line => line.Check == check && line.Subject.Equals(subject, StringComparison.OrdinalIgnoreCase)).Result;

    private static Line Single(IEnumerable<Line> lines, string check) => lines.Single(line => line.Check == check);

    private async Task<(int ExitCode, IReadOnlyList<Line> Lines)> RunAsync()
    {
        var state = Directory.CreateTempSubdirectory("pwb-doctor-");
        try
        {
            var result = await Lab.RelayAsync(
                ["doctor", .. Lab.Connection(), "--sysvol", Sysvol, "--state-folder", state.FullName, "--host", $"{Lab.Env.Dc("dc1").Host}:636", "--json"]);
            using var report = JsonDocument.Parse(result.Output);
            return (result.ExitCode, report.RootElement.GetProperty("lines").Deserialize<List<Line>>(JsonSerializerOptions.Web)!);
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private sealed record Line(string Check, string Subject, string Result, string Summary, string Why, string? Fix);
}
