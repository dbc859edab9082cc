using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;
using PasswordWriteback.Core.SelfServiceReset;
using PasswordWriteback.Graph.Requests;

namespace PasswordWriteback.Graph.Readers;

/// <summary>
/// Reads Entra's recommendation <c>selfServicePasswordReset</c> ("Enable self-service password reset"). The route is beta
/// (learn.microsoft.com/graph/api/directory-list-recommendations), so its answer is a hint and decides nothing.
/// </summary>
internal sealed class RecommendationReader(GraphSession session, Uri beta)
{
    /// <summary>The state of the recommendation; null: Entra makes none.</summary>
    public async Task<ResetRecommendation?> ReadAsync(CancellationToken cancellationToken)
    {
        var question = new RequestInformation
        {
            HttpMethod = Method.GET,
            URI = new Uri($"{beta}/directory/recommendations?$filter={Uri.EscapeDataString("recommendationType eq 'selfServicePasswordReset'")}"),
        };
        question.Headers.Add("Accept", "application/json");
        var errors = new Dictionary<string, ParsableFactory<IParsable>>(StringComparer.Ordinal) { ["XXX"] = ODataError.CreateFromDiscriminatorValue };
        using var answer = await session.Client.RequestAdapter
            .SendPrimitiveAsync<Stream>(question, errors, cancellationToken).ConfigureAwait(false);
        var body = await JsonNode.ParseAsync(answer ?? Stream.Null, cancellationToken: cancellationToken).ConfigureAwait(false);
        if ((body as JsonObject)?["value"] is not JsonArray rows)
        {
            throw new UnexpectedAnswerException("Graph's list of recommendations has no value");
        }

        // The filter is not documented for every tenant: what does not fit is left out here.
        var row = rows.OfType<JsonObject>().FirstOrDefault(row => Text(row, "recommendationType") == "selfServicePasswordReset");
        return row is null ? null : new ResetRecommendation(GraphText.Clean(Text(row, "status") ?? "(not stated)"), When(row));
    }

    private static string? Text(JsonObject row, string name) =>
        row[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static DateTimeOffset? When(JsonObject row) =>
        DateTimeOffset.TryParse(Text(row, "lastModifiedDateTime"), System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null;
}
