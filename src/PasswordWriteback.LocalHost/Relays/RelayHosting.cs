using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PasswordWriteback.Api.Relays;
using PasswordWriteback.Local.Queue;
using PasswordWriteback.LocalHost.Keys;
using PasswordWriteback.LocalHost.ServiceBus;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.Relays;

/// <summary>What relays need of this host: queues, the cloud's keys, and somebody who takes their answers.</summary>
internal static class RelayHosting
{
    /// <summary>The folder of the cloud's keys, in the data folder.</summary>
    public const string KeyFolder = "cloud-keys";

    /// <summary>Adds it; before the API, which builds on it.</summary>
    public static IServiceCollection AddRelayHosting(
        this IServiceCollection services, DirectoryInfo folder, QueueBroker broker, Uri? publicUrl, TimeProvider time)
    {
        var keys = Keys(folder, time);
        services.AddSingleton(keys);
        services.AddSingleton(new CloudIdentity(Issuer(folder), Open(keys), time));
        services.AddSingleton(broker);
        services.AddSingleton<IRelayQueues>(provider => new LocalRelayQueues(broker, () => Address(provider, publicUrl)));
        services.AddHostedService<AnswerPump>();
        services.AddSingleton<RelayHousekeeping>();
        return services;
    }

    /// <summary>The keys of a data folder.</summary>
    public static CloudKeyFiles Keys(DirectoryInfo folder, TimeProvider time) => new(Path.Combine(folder.FullName, KeyFolder), time);

    /// <summary>Where relays reach the queues of a host; a path of its address, which a proxy takes off, stays.</summary>
    public static Uri QueuesAt(string root) => new($"{root.TrimEnd('/')}{ServiceBusEndpoints.Prefix}");

    private static CloudKeys Open(CloudKeyFiles keys)
    {
        try
        {
            return keys.Open();
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException($"The keys that sign commands cannot be used. {unusable.Message}", unusable);
        }
    }

    /// <summary>The name of this cloud in signed messages: made once, for its relays know it.</summary>
    public static string Issuer(DirectoryInfo folder)
    {
        var file = Path.Combine(folder.FullName, "cloud-id");
        if (!File.Exists(file))
        {
            var made = $"{file}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
            File.WriteAllText(made, $"password-writeback:{Guid.NewGuid():D}", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(made, file);
        }

        return File.ReadAllText(file).Trim();
    }

    private static Uri Address(IServiceProvider provider, Uri? publicUrl)
    {
        var root = publicUrl?.AbsoluteUri ?? provider.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The host is not listening yet.");
        return QueuesAt(root);
    }
}
