using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>Whether each domain controller knows the control that makes a reset obey the password policy (MS-ADTS 3.1.1.3.4.1.27).</summary>
internal sealed class PolicyHintsCheck(DoctorEnvironment environment, DoctorDirectory directory)
{
    private const string Current = "1.2.840.113556.1.4.2239";
    private const string Deprecated = "1.2.840.113556.1.4.2066";

    public DoctorCheck Check => new(
        "policy-hints",
        "Entra Connect resets passwords with the LDAP policy-hints control. A domain controller without it refuses: ADSync 6329 'does not contain the LDAP password policy control'.",
        (lines, cancellationToken) => directory.AskControllersAsync(
            lines,
            environment.Time,
            async (controller, connection, stop) => Look(
                lines, controller.HostName, (await connection.ReadAsync(string.Empty, stop, "supportedControl").ConfigureAwait(false)).GetStrings("supportedControl")),
            cancellationToken)) { Subject = "domain controllers", Deadline = TimeSpan.FromMinutes(1) };

    private static void Look(CheckLines lines, string host, IReadOnlyList<string> controls)
    {
        if (controls.Count == 0)
        {
            lines.Unknown(host, "It does not say which controls it knows.");
        }
        else if (controls.Contains(Current))
        {
            lines.Ok(host, $"It knows the control ({Current}).");
        }
        else if (controls.Contains(Deprecated))
        {
            lines.Ok(host, $"It knows the control by its older id alone ({Deprecated}).");
        }
        else
        {
            lines.Failed(host, $"It knows neither {Current} nor {Deprecated}.", "Let Entra Connect prefer domain controllers of Windows Server 2016 or later, and replace this one.");
        }
    }
}
