using Azure.Core.Serialization;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Hosting;
using PasswordWriteback.Functions.Relays;

var settings = FunctionsSettings.Read();
var identity = new DefaultAzureCredential();
var database = await Backend.OpenStoreAsync(settings, identity, CancellationToken.None).ConfigureAwait(false);
await using var store = database.ConfigureAwait(false);

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

// Histories, events and reports are written by one contract on every engine.
builder.Services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(JsonContract.Options));
builder.Services.AddBackend(settings, identity, database);

var host = builder.Build();
await host.Services.GetRequiredService<VaultKeys>().OpenAsync(CancellationToken.None).ConfigureAwait(false);
await host.RunAsync().ConfigureAwait(false);
