using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using PasswordWriteback.Storage;
using PasswordWriteback.Storage.Audit;
using PasswordWriteback.Storage.Consent;
using PasswordWriteback.Storage.Tenants;

namespace PasswordWriteback.Api.Consent;

/// <summary>
/// The two visits of an administrator's browser: back from the consent, and back from the sign-in that proves who consented.
/// Whatever does not fit ends with a page that says so and a line of the tenant's audit, and changes nothing.
/// </summary>
internal sealed partial class ConsentVisits(
    ConsentStore consents, TenantStore tenants, AuditLog audit, ApiOptions api, TimeProvider time, ILogger<ConsentVisits> logger) : IDisposable
{
    private readonly AdministratorToken? _tokens = api.Consent is { } options ? new AdministratorToken(options, time) : null;

    /// <summary>Back from the consent: the browser is sent on to the sign-in.</summary>
    public Task<IResult> ConsentedAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        return VisitAsync(query["state"], (state, link) =>
        {
            RefuseError(query["error"], query["error_description"]);
            if (!Guid.TryParse(query["tenant"], out var tenant) || tenant != link.TenantId)
            {
                throw new ConsentRefusedException(ConsentRefusal.OtherTenant);
            }

            if (!string.Equals(query["admin_consent"], "true", StringComparison.OrdinalIgnoreCase))
            {
                throw new ConsentRefusedException(ConsentRefusal.NotConsented);
            }

            var signIn = new ConsentAddresses(api.Consent!).SignIn(link.TenantId, state, ConsentLinks.ReturnTo(request, api));
            return Task.FromResult(ConsentPage.GoOn(signIn));
        }, cancellationToken);
    }

    /// <summary>Back from the sign-in: the id token decides.</summary>
    public async Task<IResult> SignedInAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var form = await FormAsync(request, cancellationToken).ConfigureAwait(false);
        return await VisitAsync(form["state"], async (state, link) =>
        {
            RefuseError(form["error"], form["error_description"]);
            if (form["id_token"] is not [{ Length: > 0 } idToken])
            {
                throw new ConsentRefusedException(ConsentRefusal.NoToken);
            }

            if (ConsentState.HashOf(state.Nonce) != link.NonceHash)
            {
                throw new ConsentRefusedException(ConsentRefusal.UnknownLink);
            }

            var administrator = await _tokens!.VerifyAsync(link.TenantId, idToken, state.Nonce, cancellationToken).ConfigureAwait(false);
            var outcome = await consents.CompleteAsync(
                state.Hash, administrator.ObjectId, administrator.ObjectId, cancellationToken).ConfigureAwait(false);
            return outcome switch
            {
                ConsentOutcome.Activated or ConsentOutcome.AlreadyActive => ConsentPage.Done(await NameAsync(link, cancellationToken).ConfigureAwait(false)),
                // The store has written the audit of this one, with what it saw.
                ConsentOutcome.OwnedByAnother => ConsentPage.Refused(ConsentRefusal.OwnedByAnother),
                ConsentOutcome.Expired => throw new ConsentRefusedException(ConsentRefusal.Expired),
                _ => throw new ConsentRefusedException(ConsentRefusal.UnknownLink),
            };
        }, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _tokens?.Dispose();

    private async Task<IResult> VisitAsync(
        string? secret, Func<ConsentState, ConsentRequest, Task<IResult>> visit, CancellationToken cancellationToken)
    {
        try
        {
            if (_tokens is null)
            {
                throw new ConsentRefusedException(ConsentRefusal.NotConfigured);
            }

            if (!ConsentState.TryParse(secret, out var state)
                || await consents.FindAsync(state.Hash, cancellationToken).ConfigureAwait(false) is not { } link)
            {
                throw new ConsentRefusedException(ConsentRefusal.UnknownLink);
            }

            return await KnownAsync(state, link, visit, cancellationToken).ConfigureAwait(false);
        }
        catch (ConsentRefusedException refused)
        {
            Refused(logger, refused.Message, refused.InnerException);
            return ConsentPage.Refused(refused.Refusal);
        }
        catch (StoreUnavailableException unavailable)
        {
            Refused(logger, unavailable.Message, unavailable);
            return ConsentPage.Refused(ConsentRefusal.StoreAway);
        }
    }

    private async Task<IResult> KnownAsync(
        ConsentState state, ConsentRequest link, Func<ConsentState, ConsentRequest, Task<IResult>> visit, CancellationToken cancellationToken)
    {
        try
        {
            return link.Used ? throw new ConsentRefusedException(ConsentRefusal.UnknownLink)
                : link.ExpiresAt <= time.GetUtcNow() ? throw new ConsentRefusedException(ConsentRefusal.Expired)
                : await visit(state, link).ConfigureAwait(false);
        }
        catch (ConsentRefusedException refused)
        {
            var line = new AuditEntry(
                link.TenantId, link.Owner, time.GetUtcNow(), "consent page", AuditAction.ConsentRefused, RunId: null, refused.Refusal.Happened);
            await audit.AppendAsync(line, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string> NameAsync(ConsentRequest link, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(TenantScope.Of(link.Owner), link.TenantId, cancellationToken).ConfigureAwait(false);
        return tenant?.Name ?? link.TenantId.ToString();
    }

    private static void RefuseError(StringValues error, StringValues description)
    {
        if (error is [{ Length: > 0 } code])
        {
            throw new ConsentRefusedException(ConsentRefusal.Declined(code, description.ToString()));
        }
    }

    private static async Task<IFormCollection> FormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(cancellationToken).ConfigureAwait(false) : FormCollection.Empty;
        }
        catch (InvalidDataException)
        {
            return FormCollection.Empty;
        }
    }

    [LoggerMessage(LogLevel.Information, "A consent was refused: {Why}")]
    private static partial void Refused(ILogger logger, string why, Exception? exception);
}
