namespace PasswordWriteback.Core.SelfServiceReset;

/// <summary>What the on-premises side knows about the same question, to be held against the cloud's surfaces.</summary>
/// <param name="ConnectSwitchOn">Whether Entra Connect's writeback switch is on; null when it is not known.</param>
/// <param name="LastArrivedReset">The newest reset that is seen to have arrived in Active Directory; null when none.</param>
public sealed record OnPremisesSigns(bool? ConnectSwitchOn, DateTimeOffset? LastArrivedReset)
{
    /// <summary>Nothing is known on-premises.</summary>
    public static OnPremisesSigns None { get; } = new(ConnectSwitchOn: null, LastArrivedReset: null);
}
