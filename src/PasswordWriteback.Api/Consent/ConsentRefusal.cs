using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Api.Consent;

/// <summary>Why a consent was not taken: what the administrator reads at the browser, and what the audit keeps.</summary>
/// <param name="Status">The HTTP status of the page.</param>
/// <param name="Happened">What happened, one sentence.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record ConsentRefusal(int Status, string Happened, string Remedy)
{
    private const string AskForALink = "Ask whoever sent you the link for a new one: it is made by the portal that registered your organization.";

    public static ConsentRefusal UnknownLink { get; } = new(
        StatusCodes.Status400BadRequest, "This link is not known: it is incomplete, was used already, or its registration was removed.", AskForALink);

    public static ConsentRefusal Expired { get; } = new(
        StatusCodes.Status410Gone, "This link has expired: it can be used for one hour.", AskForALink);

    public static ConsentRefusal OtherTenant { get; } = new(
        StatusCodes.Status403Forbidden,
        "The consent was given in another organization than the link is for.",
        "Open the link again in a private browser window and sign in with an administrator of the organization that was registered.");

    public static ConsentRefusal NotConsented { get; } = new(
        StatusCodes.Status403Forbidden,
        "The sign-in page did not report a consent.",
        "Open the link again and accept the permissions that are listed.");

    public static ConsentRefusal NoToken { get; } = new(
        StatusCodes.Status400BadRequest,
        "The sign-in came back without an id token.",
        "Open the link again. If it happens again, ID tokens are not enabled in the app registration (Authentication, Implicit grant and hybrid flows).");

    public static ConsentRefusal RolesNotTold { get; } = new(
        StatusCodes.Status403Forbidden,
        "The sign-in does not say which directory roles you hold (claim wids), so nothing proves that you may speak for the organization.",
        "This is for whoever runs this service: set groupMembershipClaims to DirectoryRole in the manifest of the app registration, then open the link again.");

    public static ConsentRefusal NoAdministrator { get; } = new(
        StatusCodes.Status403Forbidden,
        "You are signed in without an active role of Global Administrator or Privileged Role Administrator. Only these can consent to application permissions of Microsoft Graph.",
        "Activate the role if Privileged Identity Management holds it for you, or let a colleague who holds it open the link.");

    public static ConsentRefusal OwnedByAnother { get; } = new(
        StatusCodes.Status409Conflict,
        "Your organization is already managed through another portal.",
        "Have it removed there first, then ask for a new link. Nothing has changed; the permissions that you granted can be taken back under Enterprise applications.");

    public static ConsentRefusal NotConfigured { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "This service has no app registration to consent to.",
        "This is for whoever runs this service: configure the app registration, then make a new link.");

    public static ConsentRefusal AuthorityAway { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "The keys that prove a sign-in could not be fetched from the sign-in service.",
        "Open the same link again in a few minutes.");

    public static ConsentRefusal StoreAway { get; } = new(
        StatusCodes.Status503ServiceUnavailable,
        "The consent could not be stored at present.",
        "Open the same link again in a few minutes. Nothing has been lost at the sign-in service.");

    public static ConsentRefusal Declined(string error, string description) => new(
        StatusCodes.Status403Forbidden,
        $"The sign-in service reports: {Short(error, 60)}{(description.Length == 0 ? "" : $", {Short(description, 300)}")}",
        "Open the link again and accept the permissions, or tell whoever sent you the link that you decline.");

    public static ConsentRefusal BadToken(string why) => new(
        StatusCodes.Status403Forbidden,
        $"The id token of the sign-in is not accepted: {why}.",
        "Open the link again. If it happens again, the app registration and this service do not name the same app, or one of the clocks is wrong.");

    private static string Short(string text, int length)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= length ? line : $"{line[..length]}…";
    }
}

/// <summary>Ends a consent with a refusal.</summary>
internal sealed class ConsentRefusedException(ConsentRefusal refusal, Exception? inner = null) : Exception(refusal.Happened, inner)
{
    public ConsentRefusal Refusal { get; } = refusal;
}
