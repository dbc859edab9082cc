using BenchmarkDotNet.Running;
using PasswordWriteback.Benchmarks;

// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- --filter '*'
// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- queue-round-trips 500
if (args is ["queue-round-trips", var count])
{
    await QueueRoundTrips.PrintAsync(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(DescriptorBenchmarks).Assembly).Run(args);
}
