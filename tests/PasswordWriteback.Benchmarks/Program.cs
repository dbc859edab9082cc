using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using PasswordWriteback.Benchmarks;

// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- --filter '*'
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- descriptors
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- queue-round-trips 500
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- relay-round-trips 500
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- api-reads 20 ["Host=…;Database=…"]
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- check-cost 200
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- tenant-readers 1000
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- notification-latency 2000 ["Host=…;Database=…"]
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- store-size 1000 tests/PasswordWriteback.Orchestration.Tests/Histories/EnableWriteback-1.0/check.json ["Host=…;Database=…"]
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- coverage-speed 5 10.100.0.11 CAFILE USER@DOMAIN PASSWORDFILE
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- coverage-memory 200000
if (args is ["coverage-speed", var runs, var server, var ca, var user, var password])
{
    await CoverageSpeed.PrintAsync(int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture), server, ca, user, password);
}
else if (args is ["coverage-memory", var users])
{
    await CoverageMemory.PrintAsync(int.Parse(users, System.Globalization.CultureInfo.InvariantCulture));
}
else if (args is ["api-reads", var seconds, .. var database])
{
    await ApiReads.PrintAsync(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture), database.FirstOrDefault());
}
else if (args is [ReadClients.Verb])
{
    await ReadClients.BeAsync();
}
else if (args is ["store-size", var tenants, var history, .. var store])
{
    await StoreSize.PrintAsync(int.Parse(tenants, System.Globalization.CultureInfo.InvariantCulture), history, store.FirstOrDefault());
}
else if (args is ["check-cost", var checks])
{
    await CheckCost.PrintAsync(int.Parse(checks, System.Globalization.CultureInfo.InvariantCulture));
}
else if (args is ["notification-latency", var notifications, .. var notified])
{
    await NotificationLatency.PrintAsync(int.Parse(notifications, System.Globalization.CultureInfo.InvariantCulture), notified.FirstOrDefault());
}
else if (args is ["tenant-readers", var readers])
{
    await TenantReaders.PrintAsync(int.Parse(readers, System.Globalization.CultureInfo.InvariantCulture));
}
else if (args is [CheckCost.TenantVerb])
{
    await CheckCost.BeTenantAsync();
}
else if (args is ["queue-round-trips", var count])
{
    await QueueRoundTrips.PrintAsync(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
}
else if (args is ["relay-round-trips", var trips])
{
    await RelayRoundTrips.PrintAsync(int.Parse(trips, System.Globalization.CultureInfo.InvariantCulture));
}
else if (args is ["descriptors"])
{
    DescriptorRate.Print();
}
else
{
    // It builds this project once more, with all that it refers to and no compiler server: two minutes, the default, may not do.
    BenchmarkSwitcher.FromAssembly(typeof(DescriptorBenchmarks).Assembly).Run(args, ManualConfig.Create(DefaultConfig.Instance).WithBuildTimeout(TimeSpan.FromMinutes(10)));
}
