using System.Text;

namespace PasswordWriteback.Relay.EntraConnect.PowerShell;

/// <summary>Reads a stream to its end, and keeps no more than it may.</summary>
internal sealed class CappedText(int cap, bool dropsRest = false)
{
    private readonly StringBuilder _text = new();

    /// <summary>What was kept.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>Whether there was more than may be kept, and the rest was not to be dropped.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Reads until the stream ends, or holds too much: see <see cref="IsOver"/>.</summary>
    public async Task ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[16 * 1024];
        while (await reader.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            lock (_text)
            {
                IsOver = _text.Length + count > cap && !dropsRest;
                _text.Append(buffer, 0, Math.Min(count, cap - _text.Length));
            }

            if (IsOver)
            {
                return;
            }
        }
    }
}
