using PasswordWriteback.Core.Relay.Queue;

namespace PasswordWriteback.Relay.Queue;

/// <summary>Keeps a token until shortly before its end; several calls that need a new one ask for it once.</summary>
internal sealed class SasTokenCache(Func<CancellationToken, ValueTask<SasToken>> source, TimeProvider clock) : IDisposable
{
    /// <summary>A poll begun with a token may run a minute, and clocks differ.</summary>
    internal static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _turn = new(1);
    private SasToken? _token;
    private DateTimeOffset _renewAt;

    /// <summary>The token to use now.</summary>
    /// <param name="refused">One that the queue has refused: it is not handed out again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<SasToken> GetAsync(SasToken? refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = clock.GetUtcNow();
            if (_token is null || _token == refused || now >= _renewAt)
            {
                _token = null;
                var token = await source(cancellationToken).ConfigureAwait(false);
                var life = token.ExpiresAt - now;
                _renewAt = token.ExpiresAt - (life / 4 < Margin ? life / 4 : Margin);
                _token = token;
            }

            return _token;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
