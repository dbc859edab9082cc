using System.CommandLine;
using PasswordWriteback.Relay.GroupPolicy;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary><c>--sysvol</c>: where the files of Group Policies lie.</summary>
internal static class SysvolOption
{
    public static Option<string?> Create() => new("--sysvol")
    {
        Description = "Folder that holds what the share SYSVOL holds. Default: the share (Windows only).",
        HelpName = "FOLDER",
    };

    /// <summary>The full path that was given; null when none was.</summary>
    public static string? Path(ParseResult result, Option<string?> option) =>
        result.GetValue(option) is { } folder ? System.IO.Path.GetFullPath(folder) : null;

    /// <summary>The folder that was given, else the share.</summary>
    public static SysvolFolder Folder(ParseResult result, Option<string?> option) => new(Path(result, option), OperatingSystem.IsWindows());
}
