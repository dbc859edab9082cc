using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using PasswordWriteback.Api.Tests.Hosting;

namespace PasswordWriteback.Api.Tests.Authorization;

/// <summary>Everything that is stored, and everything that the engine was asked, as one text: two that differ show a trace.</summary>
internal static class StoreSnapshot
{
    public static string Of(ApiHost host)
    {
        var text = new StringBuilder();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = host.StorePath,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        foreach (var table in Values(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        {
            text.Append(CultureInfo.InvariantCulture, $"{table}\n");
            text.AppendJoin('\n', Values(connection, $"SELECT * FROM \"{table}\"").Order(StringComparer.Ordinal)).Append('\n');
        }

        text.AppendJoin(',', host.Engine.Started.Keys.Order(StringComparer.Ordinal)).Append('\n');
        text.AppendJoin(',', host.Engine.Raised.Select(raised => $"{raised.RunId} {raised.Event}")).Append('\n');
        return text.AppendJoin(',', host.Engine.Terminated.Keys).ToString();
    }

    private static List<string> Values(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i =>
                reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader.GetValue(i)}")));
        }

        return rows;
    }
}
