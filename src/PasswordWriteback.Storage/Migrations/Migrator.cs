using System.Globalization;
using PasswordWriteback.Storage.Backends;

namespace PasswordWriteback.Storage.Migrations;

/// <summary>
/// Brings the schema up to date. A migration is an embedded file <c>NNN_name.sql</c> for every database, or a pair of
/// <c>NNN_name.sqlite.sql</c> and <c>NNN_name.postgresql.sql</c>; <see cref="Backend.Placeholders"/> says what may stand in braces.
/// Files that were released never change.
/// </summary>
internal static class Migrator
{
    private const string Folder = "Migrations/";

    /// <summary>Applies what is missing, in the caller's transaction: all of it or nothing.</summary>
    /// <returns>The number of the schema.</returns>
    /// <exception cref="StoreUnavailableException">The schema is newer than this product knows.</exception>
    public static async Task<int> MigrateAsync(Session session, Backend backend, DateTimeOffset now)
    {
        await backend.LockForMigrationAsync(session).ConfigureAwait(false);
        await session.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_migration (number integer PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)").ConfigureAwait(false);
        var applied = await session.ScalarAsync<int>("SELECT COALESCE(MAX(number), 0) FROM schema_migration").ConfigureAwait(false);
        var known = Of(backend);
        if (applied > known.Count)
        {
            throw new StoreUnavailableException(string.Create(
                CultureInfo.InvariantCulture,
                $"The store has schema {applied}; this version of the product knows {known.Count}. A newer version has opened it: start that version, or restore the backup from before the update."));
        }

        foreach (var migration in known.Skip(applied))
        {
            await session.ExecuteAsync(migration.Sql).ConfigureAwait(false);
            await session.ExecuteAsync(
                "INSERT INTO schema_migration (number, name, applied_at) VALUES (@Number, @Name, @at)",
                new { migration.Number, migration.Name, at = now.ToUnixTimeMilliseconds() }).ConfigureAwait(false);
        }

        return known.Count;
    }

    /// <summary>The migrations for a database, numbered 1, 2, 3 without a gap.</summary>
    public static IReadOnlyList<Migration> Of(Backend backend)
    {
        var assembly = typeof(Migrator).Assembly;
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var parts = resource[Folder.Length..].Split('.');
            if (parts.Length == 3 && parts[1] != backend.Name)
            {
                continue;
            }

            var number = int.Parse(parts[0][..3], NumberStyles.None, CultureInfo.InvariantCulture);
            if (number != migrations.Count + 1)
            {
                throw new InvalidOperationException($"Migration {resource} is out of order: number {migrations.Count + 1} was expected.");
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = backend.Placeholders.Aggregate(reader.ReadToEnd(), (text, placeholder) => text.Replace(placeholder.Key, placeholder.Value, StringComparison.Ordinal));
            migrations.Add(new Migration(number, parts[0][4..], sql));
        }

        return migrations;
    }
}

/// <summary>A migration.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sql">Its statements.</param>
internal sealed record Migration(int Number, string Name, string Sql);
