using System.Globalization;
using System.Text;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>GPT.INI, the file that carries a policy's version in SYSVOL (MS-GPOL 2.2.4): section General, <c>Version=N</c>.</summary>
public static class PolicyVersionFile
{
    /// <summary>Where a policy keeps it, below its folder.</summary>
    public const string File = "GPT.INI";

    /// <summary>The version of the computer part, the lower half of the number; null when the file names none.</summary>
    public static int? ParseComputerVersion(ReadOnlySpan<byte> file)
    {
        // The file is in the code page of whoever made the policy; only ASCII matters here.
        var text = file is [0xFF, 0xFE, .. var wide] ? Encoding.Unicode.GetString(wide) : Encoding.Latin1.GetString(file);
        foreach (var line in text.Split('\n'))
        {
            if (line.Split('=') is [var name, var value]
                && name.Trim().Equals("Version", StringComparison.OrdinalIgnoreCase)
                && uint.TryParse(value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return (int)(version & 0xFFFF);
            }
        }

        return null;
    }
}
