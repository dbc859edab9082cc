using System.Data.Common;
using Dapper;

namespace PasswordWriteback.Storage.Backends;

/// <summary>A connection with its transaction, for the statements of one call.</summary>
internal sealed class Session(Backend backend, DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
{
    /// <inheritdoc cref="Backend.ForUpdate"/>
    public string ForUpdate => backend.ForUpdate;

    /// <inheritdoc cref="Backend.Json"/>
    public string Json(string parameter) => backend.Json(parameter);

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        [.. await connection.QueryAsync<T>(Command(sql, parameters)).ConfigureAwait(false)];

    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) =>
        connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) => connection.ExecuteScalarAsync<T>(Command(sql, parameters));

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
