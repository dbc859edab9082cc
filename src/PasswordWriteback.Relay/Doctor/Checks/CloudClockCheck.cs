namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>This server's clock against the cloud's (header Date, RFC 9110 section 6.6.1).</summary>
internal sealed class CloudClockCheck(DoctorEnvironment environment, HttpClient http, Uri cloud)
{
    public DoctorCheck Check => new(
        "clock-cloud",
        "Signed messages between relay and cloud, and tokens, are refused when clocks differ by more than five minutes.",
        LookAsync) { Subject = cloud.Host };

    private async Task LookAsync(CheckLines lines, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(cloud, "/"));
        var asked = environment.Time.GetUtcNow();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.Headers.Date is { } theirs)
            {
                var middle = asked + ((environment.Time.GetUtcNow() - asked) / 2);
                ClockDifference.Judge(lines, cloud.Host, theirs - middle, "Let this server follow an outer time source, or its domain (w32tm /resync, chronyc makestep).");
            }
            else
            {
                lines.Unknown(cloud.Host, "Its answer says no time.");
            }
        }
        catch (HttpRequestException fault)
        {
            lines.Unknown(cloud.Host, $"It could not be asked: {fault.GetBaseException().Message}", "See the lines of the check 'outbound'.");
        }
    }
}
