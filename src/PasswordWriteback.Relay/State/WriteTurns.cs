namespace PasswordWriteback.Relay.State;

/// <summary>
/// One write to the directory at a time, whichever process of this server makes it: the service, or <c>relay apply</c> and
/// <c>relay rollback</c> of an administrator. A turn is the lock of a file in the state folder; the operating system lets go of it
/// when the process ends, however it ends.
/// </summary>
/// <param name="stateFolder">The relay's state folder.</param>
/// <param name="time">The clock.</param>
public sealed class WriteTurns(string stateFolder, TimeProvider time) : IDisposable
{
    /// <summary>Name of the file in the state folder.</summary>
    public const string FileName = "write.lock";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private FileStream? _mine;

    /// <summary>Waits for the turn; the next one may write once it is disposed.</summary>
    /// <param name="limit">How long it waits at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WriteInProgressException">Another process has not ended its write in time.</exception>
    /// <exception cref="IOException">The file cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">This identity may not use the file.</exception>
    public async Task<IDisposable> TakeAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (TryTake() is { } mine)
            {
                return _mine = mine;
            }

            if (time.GetElapsedTime(began) >= limit)
            {
                throw new WriteInProgressException(stateFolder, limit);
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of a turn that is still held: this process writes no more.</summary>
    public void Dispose() => _mine?.Dispose();

    private FileStream? TryTake()
    {
        DurableFile.CreateFolder(stateFolder);
        var path = Path.Combine(stateFolder, FileName);
        if (new FileInfo(path).LinkTarget is { } target)
        {
            // The folder is the service's: it must not have an administrator open, or make, a file elsewhere.
            throw new IOException($"{path} is a link to {target}. Look who put it there, and remove it.");
        }

        FileStream mine;
        try
        {
            mine = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }

        try
        {
            DurableFile.FollowFolder(path, stateFolder);
            return mine;
        }
        catch
        {
            mine.Dispose();
            throw;
        }
    }
}

/// <summary>Another process of this server writes to the directory, and did not end in time.</summary>
/// <param name="stateFolder">The state folder that both use.</param>
/// <param name="waited">How long it was waited for.</param>
public sealed class WriteInProgressException(string stateFolder, TimeSpan waited) : IOException(
    $"Another process writes to the directory with the state folder {stateFolder} (the service, 'relay apply' or 'relay rollback') and has not ended within "
    + $"{waited.TotalMinutes:0} minutes. Nothing was begun; try again when it has ended.");
