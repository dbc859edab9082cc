using Microsoft.AspNetCore.Http;

namespace PasswordWriteback.Simulation.Tenant.Server;

/// <summary>Lets requests go wrong on demand, before anything else looks at them.</summary>
internal sealed class FaultInjection(TimeProvider time)
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
        var fault = Take(http.Request.Path.Value ?? "");
        if (http.Items.ContainsKey(GraphBatchEndpoint.IsInner) && fault is { Kind: not (TenantFaultKind.Throttled or TenantFaultKind.Unavailable) })
        {
            // What breaks a connection outside a batch is an answer of its own inside one.
            await GraphError.InBatch(fault.Kind is TenantFaultKind.Silent or TenantFaultKind.Slow ? 504 : 502).ExecuteAsync(http).ConfigureAwait(false);
            return;
        }

        switch (fault)
        {
            case null:
                await next(http).ConfigureAwait(false);
                break;
            case { Kind: TenantFaultKind.Throttled }:
                await RefuseAsync(http, fault, GraphError.Throttled()).ConfigureAwait(false);
                break;
            case { Kind: TenantFaultKind.Unavailable }:
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
            case { Kind: TenantFaultKind.Slow }:
                await Task.Delay(fault.Delay, time, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await next(http).ConfigureAwait(false);
                break;
            case { Kind: TenantFaultKind.Oversized }:
                http.Response.ContentType = "application/json";
                await OversizedAsync(http).ConfigureAwait(false);
                break;
            case { Kind: TenantFaultKind.Redirected }:
                http.Response.Redirect("https://graph.example.invalid/v1.0/");
                break;
            case { Kind: var kind }:
                throw new InvalidOperationException($"{kind} is no fault that this tenant knows.");
        }
    }

    /// <summary>50 MB of JSON that goes on and on, without saying how long it will be.</summary>
    private static async Task OversizedAsync(HttpContext http)
    {
        var chunk = System.Text.Encoding.UTF8.GetBytes(new string(' ', 64 * 1024));
        try
        {
            await http.Response.WriteAsync("{\"value\":[", http.RequestAborted).ConfigureAwait(false);
            for (var sent = 0; sent < 50 * 1024 * 1024; sent += chunk.Length)
            {
                await http.Response.Body.WriteAsync(chunk, http.RequestAborted).ConfigureAwait(false);
            }

            await http.Response.WriteAsync("]}", http.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client has read enough.
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
