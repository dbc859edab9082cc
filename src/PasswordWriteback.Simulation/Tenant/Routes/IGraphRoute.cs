using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary>A route of Graph v1.0 that the simulated tenant serves (GET only).</summary>
internal interface IGraphRoute
{
    /// <summary>The route below <c>/v1.0</c>.</summary>
    string Path { get; }

    /// <summary>The application permissions of which one is enough; none: the route is closed to apps.</summary>
    IReadOnlyCollection<string> Permissions { get; }

    /// <summary>Answers a request that is allowed.</summary>
    IResult Answer(GraphRequest request);
}
