namespace PasswordWriteback.Relay.EventLog;

/// <summary>
/// Hands text on to an XML reader, which keeps a whole attribute or name in memory: refuses a run of more than
/// <see cref="LongestRun"/> characters without a tag's beginning, so that no file can make it take more.
/// </summary>
internal sealed class BoundedMarkup(TextReader inner) : TextReader
{
    /// <summary>Longer than any value of a Windows event (64 KB).</summary>
    public const int LongestRun = 1 << 20;

    private int _run;

    /// <exception cref="InvalidDataException">The run is too long.</exception>
    public override int Read(char[] buffer, int index, int count)
    {
        var read = inner.Read(buffer, index, count);
        var text = buffer.AsSpan(index, read);
        var last = text.LastIndexOf('<');
        var first = text.IndexOf('<');
        _run = last < 0 ? _run + read : Math.Max(_run + first, read - last);
        if (_run > LongestRun)
        {
            throw new InvalidDataException($"more than {LongestRun} characters come without a tag");
        }

        _run = last < 0 ? _run : read - last;
        return read;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
