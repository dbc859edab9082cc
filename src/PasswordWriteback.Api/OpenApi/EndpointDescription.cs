using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.OpenApi;

/// <summary>A header that an endpoint reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
internal sealed record RequestHeader(string Name, string Description);

/// <summary>A header that an answer of an endpoint has.</summary>
/// <param name="Status">Status of the answer.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says.</param>
internal sealed record ResponseHeader(int Status, string Name, string Description);

/// <summary>Problems of an endpoint beyond those that its roles, parameters and body bring with them.</summary>
/// <param name="Codes">The problems.</param>
internal sealed record EndpointProblems(IReadOnlyList<ProblemCode> Codes);

/// <summary>What openapi.json says of an endpoint that its handler's types do not show.</summary>
internal static class EndpointDescriptionConventions
{
    /// <summary>Name of the operation, which generators make a method of, and one sentence.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string operation, string summary) =>
        endpoint.WithName(operation).WithSummary(summary);

    /// <summary>The endpoint reads a header.</summary>
    public static TBuilder Reads<TBuilder>(this TBuilder endpoint, string header, string description)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new RequestHeader(header, description));

    /// <summary>Answers with a status have a header.</summary>
    public static TBuilder Says<TBuilder>(this TBuilder endpoint, int status, string header, string description)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ResponseHeader(status, header, description));

    /// <summary>The endpoint may answer with these problems.</summary>
    public static TBuilder MayAnswer<TBuilder>(this TBuilder endpoint, params ProblemCode[] problems)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointProblems(problems));
}
