using System.Net.Http.Headers;
using PasswordWriteback.Core.Tenants;
using PasswordWriteback.Graph.Identity;

namespace PasswordWriteback.Graph.Tests.Support;

/// <summary>A proxy between the client and a simulated tenant that changes what Graph answers; tokens pass as they are.</summary>
internal sealed class AlteredAnswers : DelegatingHandler
{
    private readonly Func<HttpRequestMessage, HttpResponseMessage, Task<HttpResponseMessage>> _alter;

    private AlteredAnswers(TenantUnderTest tenant, Func<HttpRequestMessage, HttpResponseMessage, Task<HttpResponseMessage>> alter)
        : base(tenant.Simulated.CreateHandler()) => _alter = alter;

    /// <summary>A reader of the tenant behind such a proxy.</summary>
    public static (TenantGraphFactory Factory, ITenantGraph Graph) Between(
        TenantUnderTest tenant, Func<HttpRequestMessage, HttpResponseMessage, Task<HttpResponseMessage>> alter)
    {
        var factory = new TenantGraphFactory(new AlteredAnswers(tenant, alter), tenant.Time, tenant.Loggers)
        {
            Random = new Random(7),
            Pause = (pause, _) =>
            {
                tenant.Pauses.Add(pause);
                tenant.Time.Advance(pause);
                return Task.CompletedTask;
            },
        };
        return (factory, factory.Create(
            tenant.Simulated.TenantId, tenant.Cloud, new ClientSecretTenantCredential(tenant.Simulated.ClientId, tenant.Simulated.ClientSecret)));
    }

    /// <summary>The same answer with another body.</summary>
    public static HttpResponseMessage WithBody(HttpResponseMessage answer, string body, string mediaType = "application/json")
    {
        answer.Content = new StringContent(body, new MediaTypeHeaderValue(mediaType, "utf-8"));
        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        return path.StartsWith("/v1.0/", StringComparison.Ordinal) || path.StartsWith("/beta/", StringComparison.Ordinal)
            ? await _alter(request, answer)
            : answer;
    }
}
