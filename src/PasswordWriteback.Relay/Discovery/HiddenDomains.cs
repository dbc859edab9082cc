using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Discovery;

/// <summary>
/// Domains that CN=Partitions does not show: they look like ones that do not exist. That there is none is known to an identity that may
/// list what is in CN=Partitions, where nothing hides what it is (MS-ADTS 3.1.1.4.4).
/// </summary>
internal static class HiddenDomains
{
    /// <summary>Why there may be further domains, in one sentence; null when there are none.</summary>
    public static async Task<string?> WhyUnknownAsync(IDirectoryConnection connection, string configuration, CancellationToken cancellationToken)
    {
        var partitions = $"CN=Partitions,{configuration}";
        if (!await Absence.MayListAsync(connection, partitions, cancellationToken).ConfigureAwait(false))
        {
            return $"Whether the forest has further domains is not known {Unreadable.Words($"child objects of {partitions}", Unreadable.ListContents, "this identity")}.";
        }

        var hidden = await HiddenObjects.CountAsync(connection, partitions, partitions, cancellationToken).ConfigureAwait(false);
        return hidden == 0
            ? null
            : $"Whether the forest has further domains is not known: {hidden} objects of {partitions} hide what they are {Unreadable.Words(HiddenObjects.Attributes, Unreadable.ReadProperty, "this identity")}.";
    }
}
