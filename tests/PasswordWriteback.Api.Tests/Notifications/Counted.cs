using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Notifications;

/// <summary>What one host's meter has counted, by result.</summary>
internal sealed class Counted : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _results = new(StringComparer.Ordinal);

    public Counted(ApiHost host)
    {
        var meters = host.Get<IMeterFactory>();
        host.Get<NotificationCounts>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "writeback.notifications" && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => _results.AddOrUpdate((string)tags[0].Value!, count, (_, sum) => sum + count));
        _listener.Start();
    }

    public IReadOnlyDictionary<string, long> Results => _results;

    public void Dispose() => _listener.Dispose();
}
