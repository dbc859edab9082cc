using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary>A route of Graph that the simulated tenant serves.</summary>
internal interface IGraphRoute
{
    /// <summary>Graph's version.</summary>
    string Version => "v1.0";

    /// <summary>The method.</summary>
    string Method => HttpMethods.Get;

    /// <summary>The route below the version. A segment in braces takes any value.</summary>
    string Path { get; }

    /// <summary>The application permissions of which one is enough; none: the route is closed to apps.</summary>
    IReadOnlyCollection<string> Permissions { get; }

    /// <summary>The delegated permissions of which one is enough; none: as for apps.</summary>
    IReadOnlyCollection<string> DelegatedPermissions => Permissions;

    /// <summary>
    /// What a request costs before <c>$select</c> and <c>$top</c> make it cheaper, in resource units; 0: the route does not state it
    /// (learn.microsoft.com/graph/throttling-limits, identity and access).
    /// </summary>
    int ResourceUnits => 1;

    /// <summary>Whether it belongs to the reports that are served five times in ten seconds.</summary>
    bool IsReport => false;

    /// <summary>Answers a request that is allowed.</summary>
    IResult Answer(GraphRequest request);
}
