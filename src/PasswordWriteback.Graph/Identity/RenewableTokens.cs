using Azure.Core;

namespace PasswordWriteback.Graph.Identity;

/// <summary>
/// A tenant's tokens, and a way to begin anew. A token says what the app was allowed when it was issued, and is kept for an hour or
/// more: once Graph has refused something, the next reading gets a new one, so that a consent given since then counts at once.
/// </summary>
/// <param name="create">Makes the credential that keeps them.</param>
/// <param name="time">The machine's clock.</param>
internal sealed class RenewableTokens(Func<TokenCredential> create, TimeProvider time) : TokenCredential
{
    /// <summary>How long tokens are kept in any case: the readings of one check are made with the same.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private TokenCredential _credential = create();
    private DateTimeOffset _since = time.GetUtcNow();
    private bool _refused;

    /// <summary>Graph has refused something: what is held may be older than what the tenant allows.</summary>
    public void Refused() => Volatile.Write(ref _refused, true);

    /// <summary>Begins a reading.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_refused && now - _since >= KeptFor)
            {
                (_credential, _since, _refused) = (create(), now, false);
            }
        }
    }

    /// <inheritdoc />
    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        Held().GetTokenAsync(requestContext, cancellationToken);

    /// <inheritdoc />
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        Held().GetToken(requestContext, cancellationToken);

    private TokenCredential Held()
    {
        lock (_gate)
        {
            return _credential;
        }
    }
}
