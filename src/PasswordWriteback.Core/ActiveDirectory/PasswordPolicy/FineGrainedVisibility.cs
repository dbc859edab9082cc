using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;

/// <summary>
/// Whether a reader would see password settings objects if there were any. Active Directory answers "none" to whoever may not
/// see them (MS-ADTS 3.1.1.4.4), and by default only administrators may: an empty answer alone says nothing.
/// </summary>
public static class FineGrainedVisibility
{
    private static readonly Guid PasswordSettings = new("3bcd9db8-f84b-451c-952f-6c52b81f9ec6");

    /// <summary>Judges by the container's DACL and by what a password settings object of standard permissions would inherit from it.</summary>
    /// <param name="container">Descriptor of CN=Password Settings Container,CN=System.</param>
    /// <param name="reader">What the reader shows to the domain controller.</param>
    /// <param name="domain">SID of the domain: its Domain Admins stand in the class's standard permissions.</param>
    public static bool IsGiven(SecurityDescriptor container, AccessToken reader, Sid domain)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(domain);
        Ace[] child =
        [
            Ace.Allow(domain.Append(WellKnownRids.DomainAdmins), AccessMask.DirectoryAll),
            Ace.Allow(WellKnownSids.LocalSystem, AccessMask.DirectoryAll),
            .. Inheritance.HandedDown(container.Dacl?.Aces ?? [], new ObjectClasses(PasswordSettings)),
        ];
        var mayRead = new AccessResult[1];
        AccessEvaluator.Evaluate(child, reader, [new RequestedRight(AccessMask.ReadProperty)], mayRead);
        return AccessEvaluator.Evaluate(container, reader, RequestedRight.ListContents).IsGranted && mayRead[0].IsGranted;
    }
}
