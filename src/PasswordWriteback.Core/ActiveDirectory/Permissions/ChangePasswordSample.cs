using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>
/// Change Password as users below a scope have it. The schema gives it to Everyone and SELF on each new user
/// (defaultSecurityDescriptor of class user), so that the scope's own DACL says nothing about it: real users are read.
/// See docs/decisions/0004-change-password-is-read-from-users.md.
/// </summary>
public sealed class ChangePasswordSample
{
    /// <summary>How many users are read per scope and class.</summary>
    public const int Size = 20;

    private static readonly RequestedRight ChangePassword = RequestedRight.ExtendedRight(ExtendedRights.ChangePassword);
    private string? _through;
    private string? _malformed;

    /// <summary>Users read.</summary>
    public int Read { get; private set; }

    /// <summary>Of them, those that grant it.</summary>
    public int Granted { get; private set; }

    /// <summary>Of them, those on which an ACE of the user itself denies it ("user cannot change password"). No grant from above changes that.</summary>
    public int DeniedAtUser { get; private set; }

    /// <summary>Users whose descriptor was returned and is none: what they give is not known.</summary>
    public int Malformed { get; private set; }

    /// <summary>Adds a user whose descriptor is malformed.</summary>
    /// <param name="why">One sentence that names the user.</param>
    public void AddMalformed(string why)
    {
        Malformed++;
        _malformed ??= why;
    }

    /// <summary>Adds a user.</summary>
    /// <param name="descriptor">The user's descriptor.</param>
    /// <param name="token">What the connector account shows.</param>
    public void Add(SecurityDescriptor descriptor, AccessToken token)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Read++;
        var answer = AccessEvaluator.Evaluate(descriptor, token, ChangePassword);
        var deciding = answer.AceIndex < 0 ? null : descriptor.Dacl!.Aces[answer.AceIndex];
        if (answer.IsGranted)
        {
            Granted++;
            _through ??= deciding is null ? "no DACL" : Words.Describe(deciding);
        }
        else if (answer.Decision == AccessDecision.Denied && deciding is { IsInherited: false })
        {
            DeniedAtUser++;
        }
    }

    /// <summary>
    /// The assessment of the scope, corrected by what its users say: one that is missing on the scope's own DACL, or denied there, though
    /// each user gives it by an ACE of its own, which goes before what is inherited. Not known where all that could be read give it, and one
    /// could not.
    /// </summary>
    public RightAssessment Judge(RightAssessment onScope)
    {
        ArgumentNullException.ThrowIfNull(onScope);
        if (onScope is not { Right: WritebackRight.ChangePassword, State: RightState.Missing or RightState.Denied })
        {
            return onScope;
        }

        var open = Read - DeniedAtUser;
        return (Granted, open) switch
        {
            (var granted, var asked) when onScope.State == RightState.Denied && (asked == 0 || granted < asked) => onScope,
            var (granted, asked) when granted == asked && _malformed is { } why => onScope with { State = RightState.Unreadable, Explanation = why },
            (_, 0) => onScope with { Explanation = "no ACE of the scope gives it, and no user below it could be asked." },
            var (granted, asked) when granted == asked => onScope with
            {
                State = RightState.EffectiveThroughOther,
                Explanation = $"on each of {asked} users read as a sample: {_through}",
            },
            _ => onScope with { Explanation = $"no ACE of the scope gives it, and only {Granted} of {open} users read as a sample do." },
        };
    }
}
