using Microsoft.Kiota.Abstractions.Authentication;
using PasswordWriteback.Graph.Identity;

namespace PasswordWriteback.Graph.Requests;

/// <summary>What the sessions of one tenant have in common. This is what a tenant keeps between its checks: it is small.</summary>
/// <param name="V1">Graph v1.0 of the tenant's cloud.</param>
/// <param name="Beta">Graph beta of it.</param>
/// <param name="Tokens">The tenant's tokens.</param>
/// <param name="Authentication">Puts them on requests.</param>
/// <param name="Handler">What requests go through: the same for all tenants.</param>
/// <param name="Retries">How requests are asked again.</param>
/// <param name="Reports">Its turns at reports.</param>
/// <param name="Patience">How long the retries of one session may wait in all.</param>
/// <param name="Time">The machine's clock.</param>
/// <param name="AdminCenter">The admin center of a national cloud; null: the global one.</param>
internal sealed record GraphConnection(
    Uri V1,
    Uri Beta,
    RenewableTokens Tokens,
    IAuthenticationProvider Authentication,
    HttpMessageHandler Handler,
    GraphPatience Retries,
    ReportPace Reports,
    TimeSpan Patience,
    TimeProvider Time,
    Uri? AdminCenter);
