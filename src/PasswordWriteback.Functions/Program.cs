using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PasswordWriteback.Functions.Durable;

var builder = FunctionsApplication.CreateBuilder(args);

// Histories, events and reports are written by one contract on every engine.
builder.Services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(JsonContract.Options));

await builder.Build().RunAsync().ConfigureAwait(false);
