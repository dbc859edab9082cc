using System.Diagnostics;
using System.Runtime.InteropServices;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.RelayWorker.Tests.Hosting;

/// <summary>The program itself, as a service of systemd runs it: <c>relay run</c> with NOTIFY_SOCKET, ended by SIGTERM.</summary>
public sealed partial class ServiceProcessTests
{
    private const int Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_SaysThatItIsReady_ThatItLives_AndThatItStops_AndEndsWith0(bool isAbstract)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux'.");
        using var systemd = isAbstract ? NotifySocket.Abstract() : NotifySocket.AtPath();
        using var state = new EnrolledFolder();
        using var relay = Start(state.Path, ("NOTIFY_SOCKET", systemd.Address), ("WATCHDOG_USEC", "400000"));
        try
        {
            Assert.Contains("queue relay-1", systemd.ReceiveUntil("READY=1"), StringComparison.OrdinalIgnoreCase);
            Assert.True(StateLock.IsTaken(state.Path));
            systemd.ReceiveUntil("WATCHDOG=1");
            Assert.Equal(0, Kill(relay.Process.Id, Sigterm));
            systemd.ReceiveUntil("STOPPING=1");

            await relay.Process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            Assert.Equal(0, relay.Process.ExitCode);
            Assert.False(StateLock.IsTaken(state.Path));
        }
        finally
        {
            relay.Process.Kill();
        }

        // Levels as the journal reads them; each line with its event id.
        var log = await relay.OutputAsync();
        Assert.Matches(@"(?m)^<6>.*\[1001\]", log);
        Assert.Matches(@"(?m)^<6>.*\[1103\]", log);
        Assert.Matches(@"(?m)^<6>.*\[1002\]", log);
        Assert.Matches(@"(?m)^<4>.*\[2002\]", log);
    }

    [Fact]
    public async Task Run_WithoutAnEnrolment_IsNeverReady_AndTheJournalSaysWhy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux'.");
        using var systemd = NotifySocket.AtPath();
        var folder = Directory.CreateTempSubdirectory("pwb-not-enrolled-");
        try
        {
            using var relay = Start(folder.FullName, ("NOTIFY_SOCKET", systemd.Address));
            await relay.Process.WaitForExitAsync(Token).WaitAsync(Patience, Token);

            Assert.Equal(1, relay.Process.ExitCode);
            Assert.Matches(@"(?m)^<3>.*\[1101\].*relay enroll", await relay.OutputAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task NeitherCode_NorKey_NorPassword_NorAccessSignature_IsInAnythingThatIsPrintedOrLogged()
    {
        const string Code = "ONE-TIME-C0DE-4711";
        const string Password = "p4ss-word-of-the-reader";
        var folder = Directory.CreateTempSubdirectory("pwb-secrets-");
        try
        {
            var passwordFile = Path.Combine(folder.FullName, "reader");
            await File.WriteAllTextAsync(passwordFile, Password, Token);
            var state = Path.Combine(folder.FullName, "state");
            using var cloud = new FakeCloud();
            var enrolled = await CommandLineRun.WithInputAsync(
                Code,
                "enroll", "--url", cloud.Address.AbsoluteUri, "--code", "-", "--state-folder", state, "--user", "reader@contoso.example",
                "--password-file", passwordFile, "--server", $"localhost:{LoopbackServer.FreePort()}");
            Assert.True(enrolled.ExitCode == 0, enrolled.Error);
            string log;
            using (var relay = Start(state))
            {
                try
                {
                    await cloud.TokenRefused.WaitAsync(Patience, Token);
                    await relay.LineAsync("2002").WaitAsync(Patience, Token);
                }
                finally
                {
                    _ = Kill(relay.Process.Id, Sigterm);
                    await relay.Process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
                }

                log = await relay.OutputAsync();
            }

            var status = await CommandLineRun.OfAsync("status", "--state-folder", state);
            var everything = string.Concat(enrolled.Output, enrolled.Error, log, status.Output, status.Error);

            // The log is not silent: what would hold the secrets is in it.
            Assert.Contains("2002", log, StringComparison.Ordinal);
            string[] secrets = [Code, Password, FakeCloud.QueueSignature, FakeCloud.RepliesSignature, "SharedAccessSignature", "sig=", "eyJ", .. KeyMaterial(state)];
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Every line of every private key in a state folder; on Linux they are files.</summary>
    internal static IReadOnlyList<string> KeyMaterial(string stateFolder)
    {
        var lines = Directory.GetFiles(RelayHost.KeyFolder(stateFolder)).SelectMany(File.ReadAllLines)
            .Where(line => line.Length > 16 && !line.StartsWith("-----", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lines);
        return lines;
    }

    private static RunningRelay Start(string stateFolder, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "PasswordWriteback.RelayWorker.dll"), "run", "--state-folder", stateFolder, "--policy", Path.Combine(stateFolder, "no-policy.json")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in new[] { "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM" })
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new RunningRelay(Process.Start(start)!);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    /// <summary>A relay and what it prints.</summary>
    private sealed class RunningRelay : IDisposable
    {
        private readonly System.Text.StringBuilder _text = new();
        private readonly List<(string Words, TaskCompletionSource Seen)> _awaited = [];

        public RunningRelay(Process process)
        {
            Process = process;
            process.OutputDataReceived += (_, line) => Keep(line.Data);
            process.ErrorDataReceived += (_, line) => Keep(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public Process Process { get; }

        /// <summary>Completes when a line holds these words.</summary>
        public Task LineAsync(string words)
        {
            lock (_text)
            {
                var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_text.ToString().Contains(words, StringComparison.Ordinal))
                {
                    seen.SetResult();
                }

                _awaited.Add((words, seen));
                return seen.Task;
            }
        }

        /// <summary>All that it printed; it has ended.</summary>
        public async Task<string> OutputAsync()
        {
            await Process.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            lock (_text)
            {
                return _text.ToString();
            }
        }

        public void Dispose() => Process.Dispose();

        private void Keep(string? line)
        {
            lock (_text)
            {
                _text.Append(line).Append('\n');
                foreach (var (_, seen) in _awaited.Where(one => line?.Contains(one.Words, StringComparison.Ordinal) == true))
                {
                    seen.TrySetResult();
                }
            }
        }
    }
}
