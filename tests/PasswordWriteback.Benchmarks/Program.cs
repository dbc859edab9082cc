using BenchmarkDotNet.Running;
using PasswordWriteback.Benchmarks;

// dotnet run -c Release --project tests/PasswordWriteback.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(DescriptorBenchmarks).Assembly).Run(args);
