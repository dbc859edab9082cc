using Microsoft.AspNetCore.Http;
using PasswordWriteback.Simulation.Tenant.Server;

namespace PasswordWriteback.Simulation.Tenant.Routes;

/// <summary><c>/directory/onPremisesSynchronization</c>: delegated permissions only, so an app by itself is always refused.</summary>
internal sealed class OnPremisesSynchronizationRoute : IGraphRoute
{
    public string Path => "/directory/onPremisesSynchronization";

    public IReadOnlyCollection<string> Permissions => [];

    public IResult Answer(GraphRequest request) => GraphError.Forbidden();
}
