using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>Lets requests go wrong on demand, before anything else looks at them.</summary>
internal sealed class FaultInjection
{
    private readonly Lock _lock = new();
    private readonly List<(TenantFault Fault, int Left)> _faults = [];

    public void Add(TenantFault fault)
    {
        lock (_lock)
        {
            _faults.Add((fault, fault.Times));
        }
    }

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        switch (Take(http.Request.Path.Value ?? ""))
        {
            case null:
                await next(http).ConfigureAwait(false);
                break;
            case { Kind: TenantFaultKind.Throttled } fault:
                await RefuseAsync(http, fault, GraphError.Throttled()).ConfigureAwait(false);
                break;
            case { Kind: TenantFaultKind.Unavailable } fault:
                await RefuseAsync(http, fault, GraphError.Unavailable()).ConfigureAwait(false);
                break;
            case { Kind: TenantFaultKind.Silent }:
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case { Kind: TenantFaultKind.Cut }:
                http.Response.ContentType = "application/json";
                http.Response.ContentLength = 4096;
                await http.Response.WriteAsync("{\"value\":[{", http.RequestAborted).ConfigureAwait(false);
                await http.Response.Body.FlushAsync(http.RequestAborted).ConfigureAwait(false);
                http.Abort();
                break;
            case { Kind: TenantFaultKind.Malformed }:
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync("{\"value\":[{<html>", http.RequestAborted).ConfigureAwait(false);
                break;
            case { Kind: TenantFaultKind.Redirected }:
                http.Response.Redirect("https://graph.example.invalid/v1.0/");
                break;
            case { Kind: var kind }:
                throw new InvalidOperationException($"{kind} is no fault that this tenant knows.");
        }
    }

    private TenantFault? Take(string path)
    {
        lock (_lock)
        {
            var index = _faults.FindIndex(entry => entry.Left > 0 && path.EndsWith(entry.Fault.PathEnd, StringComparison.OrdinalIgnoreCase));
            if (index < 0)
            {
                return null;
            }

            var (fault, left) = _faults[index];
            _faults[index] = (fault, left - 1);
            return fault;
        }
    }

    private static Task RefuseAsync(HttpContext http, TenantFault fault, IResult answer)
    {
        if (fault.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = $"{seconds}";
        }

        return answer.ExecuteAsync(http);
    }
}
