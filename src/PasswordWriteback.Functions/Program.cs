using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Graph.Identity;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

var builder = FunctionsApplication.CreateBuilder(args);

// Histories, events and reports are written by one contract on every engine.
builder.Services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(JsonContract.Options));

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<ITenantGraphs>(services => TenantGraphs.Create(
    builder.Configuration.GetSection("Graph").Get<GraphIdentityOptions>() ?? new(),
    TimeProvider.System,
    services.GetRequiredService<ILoggerFactory>()));

await builder.Build().RunAsync().ConfigureAwait(false);
