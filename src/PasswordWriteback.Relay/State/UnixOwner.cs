using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PasswordWriteback.Relay.State;

/// <summary>Owner of a file, which .NET does not tell: statx(2), whose layout is the same on every architecture.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixOwner
{
    private const int CurrentDirectory = -100;
    private const uint Basic = 0x7ff;
    private const int NoFollow = 0x100;
    private const int UidOffset = 20;
    private const int GidOffset = 24;

    /// <summary>User id of the owner, and the mode; of the target where the path is a link.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static (uint Owner, UnixFileMode Mode) Of(string path) => (Read(path).Owner, File.GetUnixFileMode(path));

    /// <summary>User id of the owner of a link itself.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static uint OfLink(string path) => Read(path, NoFollow).Owner;

    /// <summary>Gives a file that root made in somebody else's folder to the owner of that folder: the service has to read what an administrator left for it. A link that its owner put there meanwhile is not followed.</summary>
    public static void FollowFolder(string path, string folder)
    {
        var (owner, group) = Read(folder);
        if (owner != 0 && Environment.IsPrivilegedProcess && ChangeOwner(path, owner, group) != 0)
        {
            throw new IOException($"{path} could not be given to the owner of {folder}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private static (uint Owner, uint Group) Read(string path, int flags = 0)
    {
        var buffer = new byte[256];
        return Stat(CurrentDirectory, path, flags, Basic, buffer) == 0
            ? (MemoryMarshal.Read<uint>(buffer.AsSpan(UidOffset)), MemoryMarshal.Read<uint>(buffer.AsSpan(GidOffset)))
            : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(int folder, string path, int flags, uint mask, [Out] byte[] buffer);

    [DllImport("libc", EntryPoint = "lchown", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(string path, uint owner, uint group);
}
