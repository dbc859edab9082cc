namespace PasswordWriteback.Relay.State;

/// <summary>
/// Writes files that survive the death of the process and of the machine: all of the new content, or all of the old. On Linux a
/// file that root writes into the folder of another user belongs to that user: the service has to read what an administrator left.
/// </summary>
public static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes <paramref name="content"/> to <paramref name="path"/>, in place of what was there; on return it is on disk.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateFolder(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = Open(temporary))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            FollowFolder(temporary, folder);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        // Flushing the renamed file makes journaling file systems commit the rename, too.
        using var renamed = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        renamed.Flush(flushToDisk: true);
    }

    /// <summary>Creates a folder that only its owner may enter; one that exists stays as it is.</summary>
    internal static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsFolder.Create(folder);
        }
        else if (Environment.IsPrivilegedProcess && new DirectoryInfo(folder).LinkTarget is { } target && UnixOwner.OfLink(folder) is var owner and not 0)
        {
            throw new IOException($"{folder} is a link of user {owner} to {target}: root does not write through it. Look who put it there, and remove it.");
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            FollowFolder(folder, Path.GetDirectoryName(folder)!);
        }
    }

    /// <summary>Gives what root made in somebody else's folder to the owner of that folder.</summary>
    internal static void FollowFolder(string path, string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixOwner.FollowFolder(path, folder);
        }
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }
}
