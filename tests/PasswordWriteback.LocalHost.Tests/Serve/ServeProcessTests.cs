using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using PasswordWriteback.LocalHost.Tests.Hosting;

namespace PasswordWriteback.LocalHost.Tests.Serve;

/// <summary>The real process: started, asked, stopped as a service manager stops it.</summary>
public sealed partial class ServeProcessTests
{
    private const int Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_PrintsItsTokenOnce_Answers_AndEndsWithZeroWhenAskedTo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The signal is of Unix.");
        using var folder = new TestFolder();

        var first = await ServeOnceAsync(folder);
        var second = await ServeOnceAsync(folder);

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(0, second.ExitCode);
        var token = await File.ReadAllTextAsync(folder.File("token"), Token);
        Assert.Contains(token, first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token, first.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(token, second.Output + second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ElsewhereThanOnLoopback_EndsWithTwo_AndMakesNoStore()
    {
        using var folder = new TestFolder();
        using var process = Start(folder, "http://0.0.0.0:0");

        var errors = await process.StandardError.ReadToEndAsync(Token).WaitAsync(Patience, Token);
        await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("without TLS", errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task AnUnknownOption_EndsWithTwo_AndSaysWhich()
    {
        using var folder = new TestFolder();
        using var process = Start(folder, "http://127.0.0.1:0", "--nosuch");

        var errors = process.StandardError.ReadToEndAsync(Token);
        await process.StandardOutput.ReadToEndAsync(Token).WaitAsync(Patience, Token);
        await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("'--nosuch'", await errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static async Task<(int ExitCode, string Output, string Errors)> ServeOnceAsync(TestFolder folder)
    {
        using var process = Start(folder, "http://127.0.0.1:0");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(Token);
            var output = new StringWriter();
            string? line;
            while ((line = await process.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(Patience, Token)) is not null)
            {
                await output.WriteLineAsync(line);
                if (line.StartsWith("Listening on ", StringComparison.Ordinal))
                {
                    await AskAsync(new Uri(line["Listening on ".Length..]), await File.ReadAllTextAsync(folder.File("token"), Token));
                    Assert.Equal(0, Kill(process.Id, Sigterm));
                }
            }

            await process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            return (process.ExitCode, output.ToString(), await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task AskAsync(Uri address, string token)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var refused = await client.GetAsync("/api/tenants", Token);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answered = await client.GetAsync("/api/tenants", Token);
        using var ready = await client.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    private static Process Start(TestFolder folder, string urls, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.LocalHost.dll"), "serve", "--data", folder.Path, "--urls", urls, .. more];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
