using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Licensing;

/// <summary>Judges what was read about licences.</summary>
public static class LicenceFindings
{
    /// <summary>
    /// LIC001 (a qualifying plan), LIC002 (every user licensed) and LIC003 (it does not end soon), in this order. LIC003 is missing
    /// where subscriptions were not asked for.
    /// </summary>
    /// <param name="reading">What was read.</param>
    /// <param name="now">The time of judgement.</param>
    public static IReadOnlyList<Finding> Judge(LicenceReading reading, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(reading);
        List<Finding> findings = [QualifyingPlan.Judge(reading.Skus, reading.Subscriptions), UserLicences.Judge(reading)];
        if (reading.Subscriptions is { } subscriptions)
        {
            findings.Add(SubscriptionLapse.Judge(subscriptions, reading.Skus, now));
        }

        return findings;
    }
}
