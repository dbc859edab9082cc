using System.Globalization;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>Says how far a scan is: users read, users a second, and how long the rest will take. At most one line a second.</summary>
/// <param name="error">Where the lines go.</param>
/// <param name="time">The clock.</param>
/// <param name="total">How many users there are; 0 when that is not known: then no time is promised.</param>
internal sealed class CoverageProgress(TextWriter error, TimeProvider time, long total)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private long _started = time.GetTimestamp();
    private TimeSpan _said;
    private long _read;

    /// <summary>Users are read from now on: what was read before, that they are judged by, is no part of the rate.</summary>
    public void Begin() => _started = _read == 0 ? time.GetTimestamp() : _started;

    /// <summary>One more user was read.</summary>
    public void Read()
    {
        _read++;
        var elapsed = time.GetElapsedTime(_started);
        if (elapsed - _said >= Every)
        {
            _said = elapsed;
            error.WriteLine(Line(elapsed));
        }
    }

    /// <summary>The last line.</summary>
    public void End()
    {
        var elapsed = time.GetElapsedTime(_started);
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_read} users read in {elapsed.TotalSeconds:0.0} s, {Rate(elapsed):0} a second."));
    }

    private string Line(TimeSpan elapsed)
    {
        var left = total > _read ? TimeSpan.FromSeconds((total - _read) / Rate(elapsed)) : TimeSpan.Zero;
        return string.Create(CultureInfo.InvariantCulture, $"{_read}{(total > 0 ? $" of {total}" : string.Empty)} users, {Rate(elapsed):0} a second")
            + (total > 0 ? string.Create(CultureInfo.InvariantCulture, $", {left.TotalSeconds:0} s left") : string.Empty);
    }

    private double Rate(TimeSpan elapsed) => _read / Math.Max(elapsed.TotalSeconds, 0.001);
}
