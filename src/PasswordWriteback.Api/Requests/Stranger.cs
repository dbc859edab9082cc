using System.Net;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Authorization;

namespace PasswordWriteback.Api.Requests;

/// <summary>Somebody of whom nothing is known: not signed in, and not on this machine. Names of servers and files are not for him; the log has them.</summary>
internal static class Stranger
{
    /// <summary>Whether a stranger asks.</summary>
    public static bool Asks(HttpContext context) =>
        context.Features.Get<Caller>() is null && context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address);
}
