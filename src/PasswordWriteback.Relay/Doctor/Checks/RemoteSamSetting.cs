using PasswordWriteback.Core;
using PasswordWriteback.Relay.GroupPolicy;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>What the setting may be on some domain controllers.</summary>
/// <param name="Text">The value; null when no policy sets it, or when that is not known.</param>
/// <param name="File">The file that sets it.</param>
/// <param name="By">The policy that sets it.</param>
/// <param name="Unread">Why a policy that may set it was not read; null when nothing is unread.</param>
internal sealed record PossibleSetting(string? Text, string? File, ReachingPolicy? By, string? Unread);

/// <summary>
/// Finds what the policies make of the setting: from the one that wins down to the first that surely applies. Every policy's registry
/// settings are applied before any policy's security template, so the last template wins, else the last registry setting.
/// </summary>
internal sealed class RemoteSamSetting(SysvolFolder sysvol, string domain)
{
    private static readonly RegistrySettingReader Setting = new(RemoteSam.Key, RemoteSam.Value);

    public IReadOnlyList<PossibleSetting> Possible(ReachedControllers controllers)
    {
        List<PossibleSetting> possible = [.. controllers.Hidden.Select(container => Unread($"The links of {container} are not shown to this identity."))];
        foreach (var read in new Func<GroupPolicyObject, Reading<RegistrySetting>>[]
        {
            policy => Setting.FromTemplate(sysvol, domain, policy),
            policy => Setting.FromRegistry(sysvol, domain, policy),
        })
        {
            foreach (var reaching in controllers.Policies.Reverse())
            {
                if (reaching.Policy is not { } policy)
                {
                    Add(Unread(reaching.Doubt!));
                    continue;
                }

                var setting = read(policy);
                if (!setting.IsKnown)
                {
                    Add(Unread(setting.UnknownReason));
                }
                else if (setting.Value.Text is { } text)
                {
                    possible.Add(new PossibleSetting(text, setting.Value.File, reaching, Unread: null));
                    if (reaching.Doubt is null)
                    {
                        return possible;
                    }
                }
            }
        }

        possible.Add(new PossibleSetting(Text: null, File: null, By: null, Unread: null));
        return possible;

        void Add(PossibleSetting unread)
        {
            if (!possible.Contains(unread))
            {
                possible.Add(unread);
            }
        }
    }

    private static PossibleSetting Unread(string why) => new(Text: null, File: null, By: null, why);
}
