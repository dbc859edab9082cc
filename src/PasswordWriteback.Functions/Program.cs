using Azure.Core.Serialization;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Functions.Hosting;

var settings = FunctionsSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables(FunctionsSettings.Prefix).Build());
var identity = new DefaultAzureCredential();
var database = await Backend.OpenStoreAsync(settings, identity, CancellationToken.None).ConfigureAwait(false);
await using var store = database.ConfigureAwait(false);

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();

// Histories, events and reports are written by one contract on every engine.
builder.Services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(DurableJson.Contract));
builder.Services.AddBackend(settings, identity, database);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

var host = builder.Build();
await host.Services.GetRequiredService<CloudKeyVault>().OpenAsync(CancellationToken.None).ConfigureAwait(false);
await host.RunAsync().ConfigureAwait(false);
