using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Core.Licensing;

/// <summary>Judges what was read about licences.</summary>
public static class LicenceFindings
{
    /// <summary>LIC001 (a qualifying plan) and LIC002 (every user licensed), in this order.</summary>
    public static IReadOnlyList<Finding> Judge(LicenceReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return [QualifyingPlan.Judge(reading.Skus), UserLicences.Judge(reading)];
    }
}
