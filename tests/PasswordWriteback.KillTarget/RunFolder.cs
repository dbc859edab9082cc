using System.Globalization;
using System.Text;
using PasswordWriteback.Relay.State;
using PasswordWriteback.Simulation.Clock;
using PasswordWriteback.Simulation.Forest;

namespace PasswordWriteback.KillTarget;

/// <summary>The folder of one run: everything that outlives the process, each part in a file of its own.</summary>
internal sealed class RunFolder(string path)
{
    /// <summary>The run's id.</summary>
    public const string RunId = "run-1";

    /// <summary>Simulated seconds in a second.</summary>
    public const double Speed = 100;

    /// <summary>Where it lies.</summary>
    public string Path => path;

    /// <summary>The engine's journal.</summary>
    public string Journal => System.IO.Path.Combine(path, "engine.db");

    /// <summary>The simulated forest and the writes it took.</summary>
    public string Forest => System.IO.Path.Combine(path, "forest.json");

    /// <summary>The simulated Entra Connect server.</summary>
    public string Connect => System.IO.Path.Combine(path, "connect.json");

    /// <summary>Commands and replies.</summary>
    public string Inbox => System.IO.Path.Combine(path, "inbox");

    /// <summary>The relay's state folder.</summary>
    public string Relay => System.IO.Path.Combine(path, "relay");

    /// <summary>The person's attestations.</summary>
    public string Attestations => System.IO.Path.Combine(path, "attestations.json");

    /// <summary>The report; there once the run has ended.</summary>
    public string Report => System.IO.Path.Combine(path, "report.json");

    private string Origin => System.IO.Path.Combine(path, "clock");

    /// <summary>Makes the folder ready for the first start: the clock begins now, and the demo's forest stands as it was built.</summary>
    public static RunFolder Prepare(string path)
    {
        var folder = new RunFolder(path);
        DurableFile.Write(folder.Origin, Encoding.ASCII.GetBytes(DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)));
        var forest = DemoForest.Build(folder.Clock());
        new StoredForest([], ForestFile.Write(forest)).Save(folder.Forest);
        return folder;
    }

    /// <summary>The run's clock: it goes on while no process lives, and never goes back.</summary>
    public TimeProvider Clock() => new AcceleratedTimeProvider(
        TimeProvider.System, Speed, DateTimeOffset.Parse(File.ReadAllText(Origin), CultureInfo.InvariantCulture));
}
