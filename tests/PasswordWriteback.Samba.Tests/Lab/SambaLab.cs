using System.Globalization;
using System.Text.Json;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Samba.Tests.Lab;

/// <summary>
/// A real Active Directory forest for the tests of a collection: brought up before the first one, owned by this process
/// (it dies with it), taken down after the last one. Where there is no Samba or no root, every test skips with the reason.
/// </summary>
public sealed class SambaLab : IAsyncLifetime
{
    private static readonly string[] Ids = ["t", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9"];

    private FileStream? _claim;
    private LabEnvironment? _environment;
    private Dictionary<string, string> _variables = [];

    /// <summary>Why there is no lab; null when it is up.</summary>
    public string? WhyNot { get; private set; }

    /// <summary>Names, addresses, accounts, objects.</summary>
    public LabEnvironment Env => _environment ?? throw new InvalidOperationException(WhyNot ?? "The lab is not up.");

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        WhyNot = !OperatingSystem.IsLinux() ? "the Samba lab needs Linux"
            : !Environment.IsPrivilegedProcess ? "the Samba lab needs root"
            : !File.Exists("/usr/sbin/samba") ? "Samba is not installed: run tests/samba/install"
            : null;
        if (WhyNot is not null)
        {
            return;
        }

        _claim = Claim(out var id);
        _variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PWB_LAB_ID"] = id };
        await ToolAsync("lab", "up", "--owner-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        _environment = LabEnvironment.Parse((await ToolAsync("lab", "env", "--json")).Output);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_claim is not null)
        {
            await RunToolAsync("lab", ["down"]);
            await _claim.DisposeAsync();
        }
    }

    /// <summary>Back to the state that the lab is seeded with.</summary>
    public Task ResetAsync() => ToolAsync("lab", "reset");

    /// <summary>The domain controller takes no changes from the other one, but still answers.</summary>
    public Task PauseInboundAsync(string dc) => ToolAsync("lab", "dc-pause", dc);

    /// <summary>It takes changes again.</summary>
    public Task ResumeInboundAsync(string dc) => ToolAsync("lab", "dc-resume", dc);

    /// <summary>The domain controller is unreachable for everybody.</summary>
    public Task CutAsync(string dc) => ToolAsync("lab", "dc-cut", dc);

    /// <summary>It is reachable again.</summary>
    public Task RestoreAsync(string dc) => ToolAsync("lab", "dc-restore", dc);

    /// <summary>The descriptor of an object, read by Samba's library from that domain controller's database.</summary>
    public async Task<LabDescriptor> DescriptorAsync(string dc, string dn) => Assert.Single(await DescriptorsAsync(dc, [dn]));

    /// <summary>The descriptors of several objects, in this order, read by Samba's library from that domain controller's database.</summary>
    public async Task<IReadOnlyList<LabDescriptor>> DescriptorsAsync(string dc, IEnumerable<string> dns) =>
    [
        .. (await ToolAsync("descriptor", ["read", "--dc", dc, .. dns])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<LabDescriptor>(line, JsonSerializerOptions.Web)!),
    ];

    /// <summary>What a tool of <c>tests/samba</c> prints, Samba's own library at work: <c>descriptor</c>, <c>witness</c>.</summary>
    public async Task<string> AskSambaAsync(string tool, IEnumerable<string> arguments, string input = "") =>
        (await ToolAsync(tool, [.. arguments], input)).Output;

    /// <summary>Another administrator adds an explicit ACE.</summary>
    public Task ForeignWriteAsync(string dc, string dn, string ace) => ToolAsync("descriptor", "foreign-write", "--dc", dc, dn, ace);

    /// <summary>Another administrator takes an explicit ACE away.</summary>
    public Task ForeignRemoveAsync(string dc, string dn, string ace) => ToolAsync("descriptor", "foreign-remove", "--dc", dc, dn, ace);

    /// <summary>Hides parts of the forest from ordinary accounts, as hardened forests do; <c>harden</c> names the steps.</summary>
    public Task HardenAsync(params string[] steps) => ToolAsync("harden", ["--dc", "dc1", .. steps]);

    /// <summary>Sets the version of a Group Policy on dc1. Samba makes its policies with version 0, which no computer applies.</summary>
    public Task SetPolicyVersionAsync(string policy, int version) => ChangeAsync(
        $"dn: CN={policy},CN=Policies,CN=System,{Env.BaseDn}\nchangetype: modify\nreplace: versionNumber\nversionNumber: {version}\n");

    /// <summary>Changes the database of dc1 (LDIF, RFC 2849), past what an account may do.</summary>
    public async Task ChangeAsync(string ldif)
    {
        var database = Path.Combine(Path.GetDirectoryName(Env.Dc("dc1").SmbConf)!, "private", "sam.ldb");
        var result = await InLabAsync(["ldbmodify", "-H", database], ldif);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    /// <summary>The connector account resets a user's password on that domain controller.</summary>
    /// <returns>The LDAP result code: 0 done, 50 not allowed.</returns>
    public Task<int> ConnectorResetAsync(string dc, string userDn, string? password = null) =>
        ConnectorAsync(dc, userDn, password is null ? ["reset"] : ["reset", password]);

    /// <summary>The connector account does something to a user: <c>unlock</c>, <c>set-pwdlastset 0</c>, <c>write ATTRIBUTE VALUE</c>, <c>sign-in PASSWORD</c>.</summary>
    /// <returns>The LDAP result code.</returns>
    public async Task<int> ConnectorAsync(string dc, string userDn, params string[] action) => int.Parse(
        (await ToolAsync("connector", [.. action, "--dc", dc, "--user", userDn])).Output, CultureInfo.InvariantCulture);

    /// <summary>Runs the relay's command line as a process, with the lab's names and Kerberos configuration.</summary>
    public Task<CommandResult> RelayAsync(params string[] arguments) => InLabAsync(
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.RelayWorker.dll"), .. arguments], input: "");

    /// <summary>Runs any command with the lab's names and Kerberos configuration.</summary>
    public Task<CommandResult> InLabAsync(IEnumerable<string> command, string input) => RunToolAsync("in-lab", command, input);

    /// <summary>Runs a command on a host of the lab (<c>backend</c>, <c>relay</c>), with the lab's names and Kerberos configuration.</summary>
    public Task<CommandResult> OnHostAsync(string host, IEnumerable<string> command, string input = "") =>
        LabCommand.RunAsync("ip", OnHost(host, command), _variables, input);

    /// <summary>The same for a process that stays; it is not started yet.</summary>
    internal ServerProcess Process(string host, string readyLine, params IEnumerable<string> command) =>
        new("ip", OnHost(host, command), _variables, readyLine);

    /// <summary>Options of the command line that reach a domain controller over LDAPS.</summary>
    public IReadOnlyList<string> Connection(string dc = "dc1", string account = "relay") =>
    [
        "--server", Env.Dc(dc).Host, "--ca", Env.CaFile,
        "--user", Env.Accounts[account].UserPrincipalName, "--password-file", Env.Accounts[account].PasswordFile,
    ];

    /// <summary>A connector for use within the test process, where the lab's names do not resolve.</summary>
    public IDirectoryConnector Connector(string account = "relay") => new LabConnector(Env, new LdapOptions
    {
        Servers = [Env.Dc("dc1").Address],
        CaFile = Env.CaFile,
        Identity = LdapIdentity.User(Env.Accounts[account].UserPrincipalName, File.ReadAllText(Env.Accounts[account].PasswordFile)),
    });

    private IReadOnlyList<string> OnHost(string host, IEnumerable<string> command) =>
        ["netns", "exec", Env.Host(host).Netns, Path.Combine(Repository.Root, "tests", "samba", "in-lab"), .. command];

    private Task<CommandResult> ToolAsync(string tool, params string[] arguments) => ToolAsync(tool, arguments, "");

    private async Task<CommandResult> ToolAsync(string tool, string[] arguments, string input)
    {
        var result = await RunToolAsync(tool, arguments, input);
        return result.ExitCode == 0
            ? result
            : throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
    }

    private Task<CommandResult> RunToolAsync(string tool, IEnumerable<string> arguments, string input = "") =>
        LabCommand.RunAsync(Path.Combine(Repository.Root, "tests", "samba", tool), arguments, _variables, input);

    // A lock of its own for each lab keeps two test processes apart; the same id again finds the snapshot that is kept for it.
    private static FileStream Claim(out string id)
    {
        foreach (var candidate in Ids)
        {
            try
            {
                id = candidate;
                return new FileStream(
                    $"/var/tmp/pwb-tests-{candidate}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                // Another test process has this one.
            }
        }

        throw new InvalidOperationException($"All of the labs {string.Join(", ", Ids)} are taken by other test processes.");
    }
}
