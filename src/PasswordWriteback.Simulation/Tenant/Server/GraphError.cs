using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>Errors in the shape of Graph (learn.microsoft.com/graph/errors).</summary>
internal static class GraphError
{
    public static IResult Unauthorized() => Result(401, "InvalidAuthenticationToken", "Access token is missing, expired or not for this service.");

    public static IResult Forbidden() => Result(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");

    public static IResult NotPremium() => Result(
        403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "Neither tenant is B2C or tenant doesn't have premium license");

    public static IResult BadRequest(string message) => Result(400, "Request_BadRequest", message);

    public static IResult UnsupportedQuery(string message) => Result(400, "Request_UnsupportedQuery", message);

    public static IResult NotFound() => Result(404, "Request_ResourceNotFound", "Resource not found for the segment.");

    public static IResult SubscriptionNotFound() => Result(404, "ResourceNotFound", "The object was not found.");

    public static IResult SubscriptionInvalid(string message) => Result(400, "InvalidRequest", message);

    public static IResult SubscriptionUnvalidated(string message) => Result(400, "ValidationError", message);

    public static IResult SubscriptionLimit() => Result(403, "Forbidden", "Number of subscriptions for this application and tenant has reached its limit.");

    public static IResult Throttled() => Result(429, "TooManyRequests", "Too many requests.");

    public static IResult Unavailable() => Result(503, "ServiceNotAvailable", "The service is temporarily unavailable.");

    public static IResult TooManyInBatch() => Result(400, "BadRequest", "Number of batch request steps exceeds the maximum value of 20.");

    public static IResult InBatch(int status) => Result(status, status == 504 ? "GatewayTimeout" : "BadGateway", "The request in the batch failed.");

    public static IResult NotSynchronized() => Result(404, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present.");

    private static JsonObject Inner() => new()
    {
        ["date"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
        ["request-id"] = Guid.NewGuid().ToString(),
        ["client-request-id"] = Guid.NewGuid().ToString(),
    };

    private static IResult Result(int status, string code, string message) => Results.Json(
        new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["innerError"] = Inner() } },
        statusCode: status);
}
