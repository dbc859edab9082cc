using PasswordWriteback.Relay.Doctor;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>The doctor's lines: check by check, with the reason where something is wrong.</summary>
internal static class DoctorOutput
{
    public static void Write(Tables output, DoctorReport report)
    {
        foreach (var check in report.Lines.GroupBy(line => line.Check, StringComparer.Ordinal))
        {
            output.Heading(check.Key);
            foreach (var line in check)
            {
                Write(output, line);
            }

            if (check.FirstOrDefault(Wrong) is { } first)
            {
                output.Line($"  why: {first.Why}");
            }
        }

        output.Heading("Result");
        output.Line(string.Join(", ", Enum.GetValues<CheckResult>().Select(result => $"{Word(result)}: {report.Lines.Count(line => line.Result == result)}")));
    }

    private static void Write(Tables output, CheckLine line)
    {
        var text = $"{Word(line.Result),-9} {line.Subject}: {line.Summary}";
        switch (line.Result)
        {
            case CheckResult.Ok:
                output.Good(text);
                break;
            case CheckResult.Failed:
                output.Bad(text);
                break;
            case CheckResult.Warning or CheckResult.Unknown:
                output.Warn(text);
                break;
            default:
                output.Line(text);
                break;
        }

        if (Wrong(line) && line.Fix is not null)
        {
            output.Line($"  fix: {line.Fix}");
        }
    }

    private static bool Wrong(CheckLine line) => line.Result is CheckResult.Warning or CheckResult.Failed or CheckResult.Unknown;

    private static string Word(CheckResult result) => result switch
    {
        CheckResult.Ok => "ok",
        CheckResult.Warning => "warning",
        CheckResult.Failed => "FAILED",
        CheckResult.Unknown => "unknown",
        _ => "n/a",
    };
}
