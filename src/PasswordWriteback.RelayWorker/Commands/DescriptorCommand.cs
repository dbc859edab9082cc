using System.CommandLine;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>descriptor show</c>: security descriptors from standard input, line by line.</summary>
internal static class DescriptorCommand
{
    public static Command Create(Terminal terminal) =>
        new("descriptor", "Works on security descriptors without a directory.") { Show(terminal) };

    private static Command Show(Terminal terminal)
    {
        var json = RelayCommandLine.JsonOption();
        json.Description = "One JSON document per line of input.";
        var words = new Option<bool>("--words") { Description = "Say each entry in words instead of SDDL." };
        var domain = new Option<string?>("--domain-sid")
        {
            Description = "SID of the domain that names like DA (Domain Admins) stand for. Without it, SDDL may only name such groups by SID.",
            HelpName = "SID",
        };
        var command = new Command(
            "show", "Reads descriptors from standard input, one a line: base64, SDDL, or JSON (a string, or an object with 'base64' or 'sddl').")
        {
            words,
            domain,
        };
        return command.Does(terminal, json, async (result, cancellationToken) =>
        {
            var form = result.GetValue(json) ? DescriptorForm.Json : result.GetValue(words) ? DescriptorForm.Words : DescriptorForm.Sddl;
            return await ShowAsync(terminal, form, Domain(result.GetValue(domain)), cancellationToken).ConfigureAwait(false);
        });
    }

    private static SddlDomain? Domain(string? sid) => sid is null ? null
        : Sid.TryParse(sid, out var parsed) ? SddlDomain.Root(parsed)
        : throw new UsageException($"'{sid}' is no SID.", "Give the domain's SID as in S-1-5-21-1-2-3.");

    // A bad line is reported where it stands; the others are shown all the same.
    private static async Task<int> ShowAsync(Terminal terminal, DescriptorForm form, SddlDomain? domain, CancellationToken cancellationToken)
    {
        var exitCode = ExitCode.Done;
        var number = 0;
        while (await terminal.In.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                DescriptorOutput.Write(terminal.Out, DescriptorInput.Parse(line, domain), form, domain);
            }
            catch (Exception exception) when (exception is DescriptorFormatException or FormatException)
            {
                exitCode = ExitCode.Failed;
                await terminal.Error.WriteLineAsync($"line {number}: {exception.Message}").ConfigureAwait(false);
                if (form == DescriptorForm.Json)
                {
                    await terminal.Out.WriteLineAsync(JsonOutput.SerializeLine(new { line = number, error = exception.Message })).ConfigureAwait(false);
                }
            }
        }

        return exitCode;
    }
}
