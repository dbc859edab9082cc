using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Service;

/// <summary>Makes sure that one process at a time is the service of a state folder. The operating system lets go of it when the process ends, however it ends.</summary>
public sealed class StateLock : IDisposable
{
    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes a state folder.</summary>
    /// <exception cref="StateInUseException">Another process has it.</exception>
    public static StateLock Take(string stateFolder)
    {
        DurableFile.CreateFolder(stateFolder);
        var path = Path.Combine(stateFolder, "relay.lock");
        try
        {
            return new StateLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (File.Exists(path))
        {
            throw new StateInUseException(stateFolder, fault);
        }
    }

    /// <summary>Whether some process is the service of a state folder now.</summary>
    public static bool IsTaken(string stateFolder)
    {
        if (!File.Exists(Path.Combine(stateFolder, "relay.lock")))
        {
            return false;
        }

        try
        {
            Take(stateFolder).Dispose();
            return false;
        }
        catch (StateInUseException)
        {
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();
}

/// <summary>Another process is the service of this state folder.</summary>
/// <param name="stateFolder">The folder.</param>
/// <param name="inner">The fault underneath.</param>
public sealed class StateInUseException(string stateFolder, Exception inner)
    : IOException($"Another relay process uses the state folder {stateFolder}. End it first (it is the service, or a second 'relay run').", inner);
