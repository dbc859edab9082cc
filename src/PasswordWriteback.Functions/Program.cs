using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Tenants;
using PasswordWriteback.Graph;
using PasswordWriteback.Orchestration.EnableWriteback.Ports;

var builder = FunctionsApplication.CreateBuilder(args);

// Histories, events and reports are written by one contract on every engine.
builder.Services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(JsonContract.Options));

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<TenantGraphFactory>();
builder.Services.AddSingleton<ITenantGraphs, GraphTenants>();

await builder.Build().RunAsync().ConfigureAwait(false);
