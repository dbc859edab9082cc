using System.Text.RegularExpressions;

namespace PasswordWriteback.Core.Licensing;

/// <summary>
/// Why well-known products carry no password writeback, for people who expect that they do.
/// Source: learn.microsoft.com/entra/identity/authentication/concept-sspr-licensing.
/// </summary>
public static partial class NonQualifyingPlans
{
    private const string Office365 = "a standalone Office 365 plan holds no Entra ID P1; the Microsoft 365 plan of the same letter does";

    private static readonly (string NamePrefix, string Reason)[] Reasons =
    [
        ("Microsoft 365 Business Standard", "Business Standard holds no Entra ID P1, though its old part number O365_BUSINESS_PREMIUM sounds like it; Business Premium does"),
        ("Microsoft 365 Business Basic", "Business Basic holds no Entra ID P1; Business Premium does"),
        ("Microsoft 365 Apps", "it holds only the Office applications"),
        ("Microsoft 365 Copilot", "Copilot is an add-on without Entra ID P1"),
        ("Microsoft Copilot for Microsoft 365", "Copilot is an add-on without Entra ID P1"),
        ("Microsoft Entra ID Basic", "Entra ID Basic is neither P1 nor P2"),
        ("Microsoft Entra ID Governance", "it presupposes Entra ID P1 and does not hold it"),
        ("Microsoft Entra Suite", "it presupposes Entra ID P1 or P2 and does not hold it"),
        ("Microsoft 365 E5 Compliance", "the Compliance add-on holds neither Entra ID P1 nor P2; the Security add-on holds P2"),
        ("Microsoft 365 F5 Compliance", "the Compliance add-on holds neither Entra ID P1 nor P2; the Security add-on holds P2"),
        ("Exchange Online", "Exchange Online alone holds no Entra ID P1"),
        ("Microsoft Intune", "Intune alone holds no Entra ID P1; Enterprise Mobility + Security does"),
        ("Intune", "Intune alone holds no Entra ID P1; Enterprise Mobility + Security does"),
    ];

    /// <summary>Why the product does not qualify; null when it is none of the well-known ones.</summary>
    public static string? ReasonFor(SubscribedSku sku)
    {
        var name = SkuCatalogue.NameOf(sku);
        return Office365Plan().IsMatch(name)
            ? Office365
            : Array.Find(Reasons, entry => name.StartsWith(entry.NamePrefix, StringComparison.OrdinalIgnoreCase)).Reason;
    }

    [GeneratedRegex(@"^Office 365 (?:GCC )?[AEFG]\d", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Office365Plan();
}
