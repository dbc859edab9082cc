using System.Globalization;
using PasswordWriteback.Storage.Backends;
using PasswordWriteback.Storage.Paging;

namespace PasswordWriteback.Storage.Tenants;

/// <summary>Lists tenants by page: rows after the last one of the page before, in the order of one column and the key.</summary>
internal static class TenantListing
{
    public static async Task<TenantPage> ListAsync(Session session, TenantTotals totals, TenantScope scope, TenantQuery query)
    {
        var size = Page.Checked(query.PageSize);
        var words = Words(scope, query);
        var after = PageToken.Read(query.PageToken, words);
        var (column, isText) = query.Sort switch
        {
            TenantSort.Name => ("t.sort_name", true),
            TenantSort.RegisteredAt => ("t.registered_at", false),
            TenantSort.LastCheckedAt => ("COALESCE(t.last_checked_at, 0)", false),
            TenantSort.NextCheckAt => ("COALESCE(t.next_check_at, 0)", false),
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.Sort, "No such order."),
        };
        var conditions = Conditions(scope, query);
        var parameters = new
        {
            scope.Owner,
            State = query.State?.ToString(),
            Verdict = query.Verdict?.ToString(),
            Pattern = query.NameContains is { } part ? "%" + Escape(SortName(part)) + "%" : null,
            AfterText = isText ? after?.Value : null,
            AfterNumber = isText ? 0 : after?.Number() ?? 0,
            AfterKey = after?.Key ?? 0,
            Take = size + 1,
        };
        var direction = query.Descending ? "DESC" : "ASC";
        var (value, beyond) = (isText ? "@AfterText" : "@AfterNumber", query.Descending ? "<" : ">");
        // The first condition says nothing new; with it SQLite seeks in an index over an expression instead of walking it.
        var from = after is null ? "" : $"AND {column} {beyond}= {value} AND ({column}, t.key) {beyond} ({value}, @AfterKey)";
        var rows = await session.QueryAsync<TenantRow>(
            $"SELECT {TenantRow.Columns} FROM tenant t WHERE {conditions} {from} ORDER BY {column} {direction}, t.key {direction} LIMIT @Take", parameters).ConfigureAwait(false);
        var last = rows.Count > size ? rows[size - 1] : null;
        return new TenantPage(
            [.. rows.Take(size).Select(row => row.ToRecord())],
            last is null ? null : new PageToken(last.Key, Value(last, query.Sort)).Write(words),
            // The first page that is the last has them all. Names that are searched for are as many as callers think of: not kept.
            after is null && last is null ? rows.Count
                : query.NameContains is null ? await totals.OfAsync($"{scope.Owner}\0{query.State}\0{query.Verdict}", CountAsync).ConfigureAwait(false)
                : await CountAsync().ConfigureAwait(false));

        Task<long> CountAsync() => session.ScalarAsync<long>($"SELECT count(*) FROM tenant t WHERE {conditions}", parameters);
    }

    /// <summary>The form in which names are compared: upper and lower case alike.</summary>
    public static string SortName(string name) => StoredText.Of(name).ToLowerInvariant();

    private static string Conditions(TenantScope scope, TenantQuery query)
    {
        List<string> conditions = ["1 = 1"];
        if (scope.Owner is not null)
        {
            conditions.Add("t.owner = @Owner");
        }

        if (query.State is not null)
        {
            conditions.Add("t.state = @State");
        }

        if (query.Verdict is not null)
        {
            conditions.Add("t.last_verdict = @Verdict");
        }

        if (query.NameContains is not null)
        {
            conditions.Add("t.sort_name LIKE @Pattern ESCAPE '!'");
        }

        return string.Join(" AND ", conditions);
    }

    private static string[] Words(TenantScope scope, TenantQuery query) =>
    [
        "tenants", scope.Owner ?? "", $"{query.State}", $"{query.Verdict}", query.NameContains is null ? "" : "~" + query.NameContains, $"{query.Sort}", $"{query.Descending}",
    ];

    private static string Value(TenantRow row, TenantSort sort) => sort switch
    {
        TenantSort.Name => row.SortName,
        TenantSort.RegisteredAt => Number(row.RegisteredAt),
        TenantSort.LastCheckedAt => Number(row.LastCheckedAt ?? 0),
        _ => Number(row.NextCheckAt ?? 0),
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("!", "!!").Replace("%", "!%").Replace("_", "!_");
}
