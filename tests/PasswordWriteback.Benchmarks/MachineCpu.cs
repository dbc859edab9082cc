using System.Globalization;

namespace PasswordWriteback.Benchmarks;

/// <summary>CPU time of the whole machine, to see what else shares it: a database server, or somebody's build.</summary>
internal static class MachineCpu
{
    private const string File = "/proc/stat";

    // USER_HZ: the unit of /proc/stat on Linux, whatever the kernel's own clock.
    private const double MillisecondsPerTick = 10;

    /// <summary>CPU milliseconds that all processes and the kernel have used since the machine started; null where that cannot be read (not Linux).</summary>
    public static double? Busy()
    {
        if (!System.IO.File.Exists(File))
        {
            return null;
        }

        // cpu user nice system idle iowait irq softirq …: https://docs.kernel.org/filesystems/proc.html
        var ticks = System.IO.File.ReadLines(File).First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToList();
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) * MillisecondsPerTick;
    }
}
