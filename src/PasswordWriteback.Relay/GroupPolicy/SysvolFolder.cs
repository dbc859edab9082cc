using PasswordWriteback.Core;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A file of a policy.</summary>
/// <param name="Content">Its bytes; null when the policy has no such file.</param>
public sealed record PolicyFile(byte[]? Content);

/// <summary>The files of Group Policies: the share SYSVOL on Windows, a folder that an administrator names elsewhere.</summary>
/// <param name="folder">The folder that stands for the share, holding one folder for each domain; null: the share itself.</param>
/// <param name="isWindows">Whether this machine opens shares by their UNC path.</param>
public sealed class SysvolFolder(string? folder, bool isWindows)
{
    private const int LargestFile = 16 * 1024 * 1024;
    private const string Share = "sysvol";

    /// <summary>Reads a file of a policy. Blocks as long as the file system does.</summary>
    /// <param name="domain">DNS name of the policy's domain.</param>
    /// <param name="policyPath">The policy's gPCFileSysPath: <c>\\domain\sysvol\domain\Policies\{…}</c>.</param>
    /// <param name="file">Path below it, its parts separated by <c>\</c>.</param>
    public Reading<PolicyFile> Read(string domain, string? policyPath, string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(domain);
        ArgumentException.ThrowIfNullOrEmpty(file);

        // Who may write the policy chooses its path: only the domain's own share is opened, so that nobody draws this identity to a host of theirs.
        if (Parts(policyPath) is not [var host, var share, _, _, ..] parts
            || !host.Equals(domain, StringComparison.OrdinalIgnoreCase)
            || !share.Equals(Share, StringComparison.OrdinalIgnoreCase)
            || parts.Any(part => part is "." or ".."))
        {
            return Reading.Unknown<PolicyFile>($"its path '{policyPath}' is not in the SYSVOL share of {domain}, so it is not opened.");
        }

        if (folder is null && !isWindows)
        {
            return Reading.Unknown<PolicyFile>("SYSVOL is not at hand here: name a copy of it with --sysvol.");
        }

        try
        {
            var root = folder ?? $@"\\{host}\{share}";
            return Find(root, parts[2..]) is { } policy
                ? Open(Find(policy, file.Split('\\')))
                : Reading.Unknown<PolicyFile>($"its folder {string.Join('/', parts[2..])} is not in {root}.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Reading.Unknown<PolicyFile>($"{file} cannot be read: {unreadable.Message}");
        }
    }

    private static string[] Parts(string? path) =>
        path is not null && path.StartsWith(@"\\", StringComparison.Ordinal) ? path[2..].Split('\\', StringSplitOptions.RemoveEmptyEntries) : [];

    private static Reading<PolicyFile> Open(string? path)
    {
        if (path is null)
        {
            return Reading.Known(new PolicyFile(Content: null));
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length > LargestFile)
        {
            return Reading.Unknown<PolicyFile>($"{path} is larger than {LargestFile} bytes.");
        }

        var content = new byte[file.Length];
        file.ReadExactly(content);
        return Reading.Known(new PolicyFile(content));
    }

    // Windows knows no case in file names, Samba's folder on Linux does.
    private static string? Find(string folder, IEnumerable<string> parts)
    {
        var current = folder;
        foreach (var part in parts)
        {
            var next = Path.Combine(current, part);
            if (!Path.Exists(next))
            {
                next = Directory.Exists(current)
                    ? Directory.EnumerateFileSystemEntries(current).FirstOrDefault(entry => part.Equals(Path.GetFileName(entry), StringComparison.OrdinalIgnoreCase))
                    : null;
            }

            if (next is null)
            {
                return null;
            }

            current = next;
        }

        return current;
    }
}
