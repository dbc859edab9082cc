using System.Security.Authentication;
using PasswordWriteback.Core;
using PasswordWriteback.Relay.Doctor.Outbound;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>Whether this server can speak TLS 1.2: settings of Windows and .NET Framework, and a real handshake.</summary>
internal sealed class TlsCheck(DoctorEnvironment environment, OutboundTarget target)
{
    private const string Schannel = @"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2";
    private const string Handshake = "TLS 1.2 handshake";
    private static readonly string[] Framework = [@"SOFTWARE\Microsoft\.NETFramework\v4.0.30319", @"SOFTWARE\WOW6432Node\Microsoft\.NETFramework\v4.0.30319"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public DoctorCheck Check => new(
        "tls12",
        "Microsoft's endpoints refuse anything below TLS 1.2. Entra Connect is a .NET Framework program: it follows Windows' settings and those of .NET Framework.",
        LookAsync) { Subject = Handshake };

    private async Task LookAsync(CheckLines lines, CancellationToken cancellationToken)
    {
        if (environment.Registry is { } registry)
        {
            ReadSchannel(lines, registry);
            foreach (var key in Framework)
            {
                foreach (var value in new[] { "SchUseStrongCrypto", "SystemDefaultTlsVersions" })
                {
                    ReadFramework(lines, registry, key, value);
                }
            }
        }

        // The one place where a version is fixed: whether this very version works is the question.
        var answer = await new OutboundConnection(environment).TryAsync(target, SslProtocols.Tls12, Longest, cancellationToken).ConfigureAwait(false);
        if (answer.Reached)
        {
            lines.Ok(Handshake, $"{target}: {answer.Summary}");
        }
        else if (answer.Summary.StartsWith("TLS", StringComparison.Ordinal))
        {
            lines.Failed(Handshake, $"{target}: {answer.Summary}", answer.Fix!);
        }
        else
        {
            lines.Unknown(Handshake, $"{target} was not reached. {answer.Summary}", answer.Fix);
        }
    }

    private static void ReadSchannel(CheckLines lines, Func<string, string, Reading<RegistryData>> registry)
    {
        foreach (var side in new[] { "Client", "Server" })
        {
            var subject = $"SCHANNEL TLS 1.2 {side}";
            var enabled = registry($@"{Schannel}\{side}", "Enabled");
            var disabledByDefault = registry($@"{Schannel}\{side}", "DisabledByDefault");
            if (!enabled.IsKnown || !disabledByDefault.IsKnown)
            {
                lines.Unknown(subject, enabled.UnknownReason ?? disabledByDefault.UnknownReason!, "Run it as an administrator of this server.");
            }
            else if (enabled.Value.Value is 0 || disabledByDefault.Value.Value is not (null or 0))
            {
                lines.Failed(subject, $@"TLS 1.2 is switched off in HKLM\{Schannel}\{side}.", "Set Enabled to 1 and DisabledByDefault to 0 there, and restart the server.");
            }
            else
            {
                lines.Ok(subject, enabled.Value.Value is null ? "Not set: on in every Windows Server that Entra Connect supports." : "On.");
            }
        }
    }

    private static void ReadFramework(CheckLines lines, Func<string, string, Reading<RegistryData>> registry, string key, string value)
    {
        var subject = $@"{(key.Contains("WOW6432Node", StringComparison.Ordinal) ? ".NET Framework (32-bit)" : ".NET Framework")} {value}";
        var fix = $@"Set HKLM\{key}\{value} (REG_DWORD) to 1, and restart the service ADSync.";
        var read = registry(key, value);
        if (!read.IsKnown)
        {
            lines.Unknown(subject, read.UnknownReason, "Run it as an administrator of this server.");
        }
        else if (read.Value.Value is 1)
        {
            lines.Ok(subject, "1.");
        }
        else if (read.Value.Value is null)
        {
            lines.Warning(subject, "Not set: whether TLS 1.2 is used is left to each program.", fix);
        }
        else
        {
            lines.Failed(subject, $"{read.Value.Value}: programs of .NET Framework may offer nothing newer than TLS 1.0.", fix);
        }
    }
}
