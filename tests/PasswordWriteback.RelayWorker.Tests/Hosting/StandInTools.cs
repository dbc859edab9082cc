namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>A folder of PATH whose <c>systemctl</c>, <c>id</c>, <c>useradd</c> and <c>chown</c> note how they were called, and a folder for units.</summary>
internal sealed class StandInTools : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-tools-");

    public StandInTools()
    {
        Directory.CreateDirectory(Units);
        Directory.CreateDirectory(StateFolder);
        foreach (var tool in new[] { "systemctl", "useradd", "chown", "id" })
        {
            // A link: a program that was written just now cannot always be run while other threads start processes.
            File.CreateSymbolicLink(Path.Combine(_folder.FullName, tool), Path.Combine(AppContext.BaseDirectory, "Hosting", "stand-in-tool.sh"));
            Write(tool, tool == "id" ? "exit 1" : "exit 0");
        }
    }

    public string Units => Path.Combine(_folder.FullName, "units");

    public string StateFolder => Path.Combine(_folder.FullName, "state");

    public string SearchPath => _folder.FullName;

    /// <summary>The calls so far: one line each, arguments in brackets.</summary>
    public string[] Calls => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => Path.Combine(_folder.FullName, "calls");

    /// <summary>Says how a tool behaves, after it has noted the call.</summary>
    public void Write(string tool, string script) => File.WriteAllText(Path.Combine(_folder.FullName, $"{tool}.behaviour"), script);

    public void Remove(string tool) => File.Delete(Path.Combine(_folder.FullName, tool));

    public void Dispose() => _folder.Delete(recursive: true);
}
