namespace PasswordWriteback.Relay.Discovery;

/// <summary>Who says which account is the connector account. Nothing said: it is searched for.</summary>
/// <param name="Named">What an administrator of the server named: logon name, <c>DOMAIN\name</c>, distinguished name or SID; null when nothing.</param>
/// <param name="EntraConnect">What Entra Connect itself names, as <c>DOMAIN\name</c>; null when it was not read.</param>
public sealed record ConnectorAccountHint(string? Named = null, string? EntraConnect = null);
