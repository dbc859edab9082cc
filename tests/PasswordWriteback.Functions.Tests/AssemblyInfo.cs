using PasswordWriteback.Tests.PostgreSql;

[assembly: AssemblyFixture(typeof(PostgreSqlServer))]
