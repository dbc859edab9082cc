using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>The steps of the tenant side that a person does. Deep links are those of the global cloud; <see cref="PersonStep.LinkIn"/> makes them those of another.</summary>
public static class PersonSteps
{
    /// <summary>Lets users reset their own passwords.</summary>
    public static PersonStep EnableResetForUsers { get; } = new(
        FindingCodes.ResetEnabledForUsers,
        "Enable self-service password reset for users.",
        [
            "Microsoft Entra admin center",
            "Entra ID",
            "Password reset",
            "Properties",
            "Self service password reset enabled: All (or Selected, and the group)",
            "Save",
        ],
        "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/Properties",
        "Authentication Policy Administrator, or Global Administrator",
        AnyAdministrator,
        "The registration report shows users who may reset; it can lag by a day. Until then a person's confirmation counts for 90 days.",
        "https://learn.microsoft.com/entra/identity/authentication/tutorial-enable-sspr");

    /// <summary>Turns writeback on in the portal.</summary>
    public static PersonStep EnableOnPremisesIntegration { get; } = new(
        FindingCodes.WritebackEnabledInPortal,
        "Let the cloud write passwords back.",
        [
            "Microsoft Entra admin center",
            "Entra ID",
            "Password reset",
            "On-premises integration",
            "Write back passwords to your on-premises directory: ticked",
            "Save",
        ],
        "https://entra.microsoft.com/#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/OnPremisesIntegration",
        "Global Administrator (the tutorial for Entra Connect names it; with cloud sync, Authentication Policy Administrator is enough)",
        CloudOnlyAdministrator,
        "No API shows the switch: a self-service reset that is written back, or a person's confirmation, which counts for 90 days.",
        "https://learn.microsoft.com/entra/identity/authentication/tutorial-enable-sspr-writeback");

    private const string AnyAdministrator = "any administrator's account of this tenant, not a guest's";

    private const string CloudOnlyAdministrator =
        "a cloud-only administrator's account of this tenant (…@….onmicrosoft.com or another managed domain), neither federated nor a guest's";

    /// <summary>Every step.</summary>
    public static IReadOnlyList<PersonStep> All { get; } = [EnableResetForUsers, EnableOnPremisesIntegration];

    /// <summary>The step that turns a finding to met; null when a person has no such step.</summary>
    public static PersonStep? For(string findingCode) => All.FirstOrDefault(step => step.FindingCode == findingCode);
}
