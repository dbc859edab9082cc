using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using PasswordWriteback.Core.EntraConnect.Events;
using PasswordWriteback.LocalHost.Tests.EndToEnd;
using PasswordWriteback.Samba.Tests.Lab;
using PasswordWriteback.Simulation.EntraConnect;
using PasswordWriteback.Simulation.Tenant;
using PasswordWriteback.Simulation.Tenant.State;

namespace PasswordWriteback.Samba.Tests.EndToEnd;

/// <summary>
/// Backend and relay as two processes on two hosts of the lab, in network namespaces of their own; on this side of the bridge a
/// simulated tenant, an issuer of tokens, and the portal. Entra Connect is simulated in the relay's process.
/// </summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    private const int Port = 7443;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-two-hosts-");
    private readonly SambaLab _lab;
    private readonly HostCertificate _certificate;
    private readonly SocketsHttpHandler _network;
    private readonly LabIssuer _issuer;

    private TwoHosts(SambaLab lab, HostCertificate certificate, LabIssuer issuer, SimulatedTenant tenant)
    {
        (_lab, _certificate, _issuer, Tenant) = (lab, certificate, issuer, tenant);
        _network = certificate.Handler();
        Address = new Uri($"https://{lab.Env.Host("backend").Address}:{Port}");
        var http = new HttpClient(_network, disposeHandler: false) { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Token());
        Portal = new Portal(http, tenant.TenantId);
        // The lab's own variable begins as the backend's settings do, and those are read strictly.
        Backend = lab.Process(
            "backend", "Listening on ", "env", "-u", "PWB_LAB_ID", "dotnet", Program("LocalHost"), "serve", "--data", Folder("backend"), "--urls", Address.AbsoluteUri);
        Relay = lab.Process("relay", "begins.", "dotnet", Program("RelayTarget"), RelayState, PolicyFile, Folder("connect"));
    }

    public Uri Address { get; }

    public SimulatedTenant Tenant { get; }

    public Portal Portal { get; }

    public ServerProcess Backend { get; }

    public ServerProcess Relay { get; }

    /// <summary>State folder of the relay.</summary>
    public string RelayState => Folder("relay");

    public string PolicyFile => Path.Combine(_folder.FullName, "relay-policy.json");

    /// <summary>Principal name of the user who proves it.</summary>
    public string Canary => $"{SamNameOf(_lab.Env.Object("staffUser"))}@{_lab.Env.Domain}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TwoHosts> CreateAsync(SambaLab lab)
    {
        var certificate = new HostCertificate(lab.Env.Gateway, lab.Env.Host("backend").Address);
        var issuer = await LabIssuer.StartAsync(lab.Env.Gateway, certificate.Certificate);
        var accounts = lab.Env.ObjectList("staffUsers").Select(dn => new SyncedAccount($"{SamNameOf(dn)}@{lab.Env.Domain}", dn)).ToList();
        var state = TenantProfiles.Create(TenantProfiles.E3Hybrid, TimeProvider.System.GetUtcNow(), accounts) with
        {
            Domain = lab.Env.Domain,
            GrantedPermissions = [],
        };
        var tenant = await SimulatedTenant.StartAsync(state, TimeProvider.System, Cancellation, address: IPAddress.Parse(lab.Env.Gateway));
        var hosts = new TwoHosts(lab, certificate, issuer, tenant);
        tenant.AddRedirectUri(new Uri(hosts.Address, "/api/consent/return"));
        hosts.ConfigureBackend();
        hosts.ConfigureRelay();
        return hosts;
    }

    /// <summary>An administrator of the tenant opens the consent link.</summary>
    public async Task ConsentAsync()
    {
        using var browser = new SimulatedBrowser(Tenant, _network);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(await Portal.ConsentLinkAsync(), Cancellation)).Status);
    }

    /// <summary>Enrols the relay with a code, on its host; its service will read the directory as an account that may not write.</summary>
    public Task<CommandResult> EnrollAsync(string code) => RelayCommandAsync(
        ["enroll", "--url", Address.AbsoluteUri, "--code", "-", "--cloud-ca", CertificateFile, .. _lab.Connection(account: "reader")], code);

    /// <summary>An administrator writes a plan on the relay's host.</summary>
    public Task<CommandResult> ApplyOnTheServerAsync(string planHash) => RelayCommandAsync(
        ["apply", "--plan", planHash, "--yes", "--policy", PolicyFile, .. _lab.Connection(account: "administrator")]);

    /// <summary>A reset comes out of the cloud: Entra Connect writes it back to dc1 and logs it.</summary>
    public async Task<bool> WriteBackAsync(string user, CancellationToken cancellationToken)
    {
        var received = new WritebackEvent(TimeProvider.System.GetUtcNow(), 31001, "PasswordResetService", $"Password reset request for {user} received.");
        if (await _lab.ConnectorResetAsync("dc1", _lab.Env.Object("staffUser")) != 0)
        {
            return false;
        }

        var done = new WritebackEvent(TimeProvider.System.GetUtcNow(), 31002, "PasswordResetService", $"Password reset of {user} succeeded.");
        await File.WriteAllTextAsync(Path.Combine(Folder("connect"), "events.json"), JsonSerializer.Serialize<WritebackEvent[]>([received, done]), cancellationToken);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await Backend.DisposeAsync();
        Portal.Dispose();
        _network.Dispose();
        await Tenant.DisposeAsync();
        await _issuer.DisposeAsync();
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Program(string name) => Path.Combine(AppContext.BaseDirectory, $"PasswordWriteback.{name}.dll");

    /// <summary>Logon name of a seeded user: CN=Wim de Boer,… is wim.boer.</summary>
    private static string SamNameOf(string dn) =>
        dn.Split(',')[0][3..].ToLowerInvariant().Replace(" de ", " ", StringComparison.Ordinal).Replace(' ', '.');

    private Task<CommandResult> RelayCommandAsync(IEnumerable<string> arguments, string input = "") =>
        _lab.OnHostAsync("relay", ["dotnet", Program("RelayWorker"), .. arguments, "--state-folder", RelayState], input);

    private string CertificateFile => Path.Combine(Folder("backend"), "host.pem");

    private string Folder(string name) => _folder.CreateSubdirectory(name).FullName;

    private void ConfigureBackend()
    {
        var folder = Folder("backend");
        var (certificate, key) = _certificate.Save(folder);
        var (secret, tenantCa) = (Path.Combine(folder, "graph-secret"), Path.Combine(folder, "graph-ca.pem"));
        File.WriteAllText(secret, Tenant.ClientSecret);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(tenantCa, Tenant.CertificatePem);
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), JsonSerializer.Serialize(new
        {
            TlsCertificateFile = certificate,
            TlsKeyFile = key,
            Issuer = _issuer.Name,
            LabIssuer.Audience,
            IssuerCaFile = certificate,
            PublicUrl = Address,
            Graph = new { Tenant.ClientId, SecretFile = secret, Authority = Tenant.BaseAddress, Endpoint = Tenant.BaseAddress, TrustedCaFile = tenantCa },
        }));
    }

    private void ConfigureRelay()
    {
        File.WriteAllText(PolicyFile, JsonSerializer.Serialize(new
        {
            version = 1,
            writingMode = "approved",
            scopes = new[] { _lab.Env.Object("staffOu") },
            domainWide = true,
            requiredControllers = new[] { _lab.Env.Dc("dc2").Host },
            canaryUser = SamNameOf(_lab.Env.Object("staffUser")),
            connectSwitch = true,
        }));
        File.WriteAllText(Path.Combine(Folder("connect"), "connect.json"), JsonSerializer.Serialize(new ConnectServerOptions
        {
            Forest = _lab.Env.Domain,
            Account = $@"{_lab.Env.Netbios}\{_lab.Env.Accounts["connector"].SamAccountName}",
            Containers = [_lab.Env.Object("staffOu")],
            LastUsedController = _lab.Env.Dc("dc1").Host,
            TenantId = Tenant.TenantId,
        }));
    }
}
