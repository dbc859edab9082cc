using PasswordWriteback.Tests.PostgreSql;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

// Most of these tests wait for processes: one thread a processor would leave the processors idle.
[assembly: CollectionBehavior(MaxParallelThreads = 5)]
