using PasswordWriteback.PowerShellStandIn;
using PasswordWriteback.Relay.EntraConnect;
using PasswordWriteback.Relay.EntraConnect.PowerShell;

namespace PasswordWriteback.Relay.Tests.EntraConnect;

/// <summary>A folder with a stand-in for Windows PowerShell and the Entra Connect server that it knows.</summary>
internal sealed class StandInFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pwb-connect-").FullName;
    private readonly List<EntraConnectServer> _servers = [];

    public StandInFolder(Action<StandInServer>? server = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The stand-in is started by a symbolic link.");
        File.CreateSymbolicLink(Executable, Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.PowerShellStandIn"));
        var made = new StandInServer();
        server?.Invoke(made);
        made.Save(_folder);
    }

    /// <summary>2026-11-21: after the floor of 2.5.79.0.</summary>
    public ManualClock Clock { get; } = new();

    public string Executable => Path.Combine(_folder, "powershell.exe");

    /// <summary>Where the relay keeps exports while it reads them.</summary>
    public string WorkFolder => Path.Combine(_folder, "connect");

    /// <summary>The server as it is now.</summary>
    public StandInServer Now => StandInServer.Load(_folder);

    /// <summary>The processes that were left to hang.</summary>
    public IReadOnlyList<int> Pids =>
        [.. File.ReadAllText(Path.Combine(_folder, StandInServer.PidsFile)).Split(' ').Select(int.Parse)];

    public bool HasPids => File.Exists(Path.Combine(_folder, StandInServer.PidsFile));

    public PowerShellRunner Runner(TimeProvider? time = null, int outputCap = 1 << 20) =>
        new(new PowerShellOptions { Executable = Executable, OutputCap = outputCap }, time ?? Clock);

    public EntraConnectServer Connect(TimeProvider? time = null)
    {
        var server = new EntraConnectServer(Runner(time), WorkFolder, time ?? Clock);
        _servers.Add(server);
        return server;
    }

    public void Change(Action<StandInServer> change)
    {
        var server = Now;
        change(server);
        server.Save(_folder);
    }

    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        Directory.Delete(_folder, recursive: true);
    }
}
