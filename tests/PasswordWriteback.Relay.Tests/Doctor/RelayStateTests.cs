using System.Globalization;
using System.Net.Sockets;
using System.Text;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.Cloud;
using PasswordWriteback.Relay.Doctor;
using PasswordWriteback.Relay.Doctor.Checks;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.Relay.Tests.Doctor;

public sealed class RelayStateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pwb-doctor-");
    private readonly DoctorWorld _world = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task NotEnrolled_HasNothingToCheckButThePolicy()
    {
        var lines = await StateAsync();

        Assert.Equal(
            [("enrolment", CheckResult.NotApplicable), ("relay-key", CheckResult.NotApplicable), ("service", CheckResult.NotApplicable), ("policy-file", CheckResult.Ok)],
            lines.Select(line => (line.Check, line.Result)));
    }

    [Fact]
    public async Task Enrolled_WithItsKey_IsOk()
    {
        Enrol(new Uri("https://cloud.test/")).Dispose();

        var lines = await StateAsync();

        Assert.Equal([CheckResult.Ok, CheckResult.Ok], lines.Take(2).Select(line => line.Result));
    }

    [Fact]
    public async Task ADamagedEnrolment_AndAKeyThatIsGone_Fail()
    {
        Enrol(new Uri("https://cloud.test/")).Dispose();
        Directory.Delete(RelayHost.KeyFolder(_folder.FullName), recursive: true);
        Assert.Equal(CheckResult.Failed, (await StateAsync()).Single(line => line.Check == "relay-key").Result);

        File.WriteAllText(Path.Combine(_folder.FullName, Enrolment.FileName), "{");
        Assert.Equal(CheckResult.Failed, (await StateAsync()).Single(line => line.Check == "enrolment").Result);
    }

    [Fact]
    public async Task APolicyThatCannotBeReliedOn_Fails()
    {
        var file = Path.Combine(_folder.FullName, RelayPolicyFile.Name);
        await File.WriteAllTextAsync(file, "{ \"writingMode\": \"always\" }", TestContext.Current.CancellationToken);

        Assert.Equal(CheckResult.Failed, (await StateAsync(file)).Single(line => line.Check == "policy-file").Result);
    }

    [Theory]
    [InlineData("200 OK", "404 Not Found", CheckResult.Ok)]
    [InlineData("200 OK", "401 Unauthorized", CheckResult.Failed)]
    [InlineData("200 OK", "503 Service Unavailable", CheckResult.Failed)]
    [InlineData("403 Forbidden", "404 Not Found", CheckResult.Failed)]
    public async Task Queue_IsReachedWithTheRelaysOwnToken_AndNoMessageIsTaken(string cloud, string queue, CheckResult expected)
    {
        using var server = new Answers(path => path.EndsWith("/token", StringComparison.Ordinal) ? cloud : queue, _world.Clock.GetUtcNow());
        using var key = Enrol(new Uri($"http://127.0.0.1:{server.Port}/"));
        using var transport = RelayHost.Transport(caFile: null);
        var enrolment = Enrolment.Read(_folder.FullName);

        var line = await _world.SingleAsync(new QueueCheck(_folder.FullName, enrolment, transport, _world.Clock).Check);

        Assert.True(expected == line.Result, line.Summary);
        Assert.DoesNotContain("sas-of-the-test", line.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Asked, asked => asked.Contains("/head", StringComparison.Ordinal) || asked.StartsWith("DELETE", StringComparison.Ordinal));
        Assert.Equal(cloud.StartsWith("200", StringComparison.Ordinal), server.Asked.Any(asked => asked.StartsWith("POST /q/messages/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0, CheckResult.Ok)]
    [InlineData(400, CheckResult.Failed)]
    public async Task CloudClock_IsReadFromTheDateHeader(int seconds, CheckResult expected)
    {
        using var server = new Answers(_ => "404 Not Found", _world.Clock.GetUtcNow().AddSeconds(seconds));
        using var http = new HttpClient();

        var line = await _world.SingleAsync(new CloudClockCheck(_world.Environment, http, new Uri($"http://127.0.0.1:{server.Port}/api")).Check);

        Assert.True(expected == line.Result, line.Summary);
    }

    private SigningKey Enrol(Uri cloud)
    {
        var key = new RelayKeyStore(RelayHost.KeyFolder(_folder.FullName)).Create();
        CloudKeyRing.Create(_folder.FullName, [key.Public], _world.Clock);
        new Enrolment
        {
            Cloud = cloud,
            ServiceBus = cloud,
            Issuer = "https://cloud.test",
            TenantId = Guid.NewGuid(),
            RelayId = Guid.NewGuid(),
            Forest = "contoso.example",
            Queue = "q",
            RepliesQueue = "r",
            KeyId = key.Id,
            EnrolledAt = _world.Clock.GetUtcNow(),
        }.Save(_folder.FullName);
        return key;
    }

    private async Task<IReadOnlyList<CheckLine>> StateAsync(string? policy = null)
    {
        var path = policy ?? Path.Combine(_folder.FullName, "no-policy.json");
        var checks = new RelayStateChecks(_folder.FullName, RelayPolicySource.File(path), path, _world.Clock).Checks;
        return (await DoctorRun.RunAsync(checks, _world.Clock, TestContext.Current.CancellationToken)).Lines;
    }

    /// <summary>Answers each request on a connection of its own, with a status of the test's and always the same body.</summary>
    private sealed class Answers : LoopbackServer
    {
        private readonly Func<string, string> _status;
        private readonly DateTimeOffset _date;

        public Answers(Func<string, string> status, DateTimeOffset date)
        {
            (_status, _date) = (status, date);
            Listen();
        }

        public System.Collections.Concurrent.ConcurrentQueue<string> Asked { get; } = new();

        protected override async Task ServeAsync(TcpClient client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            var first = await reader.ReadLineAsync() ?? string.Empty;
            var length = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                {
                    length = int.Parse(header[15..], CultureInfo.InvariantCulture);
                }
            }

            if (length > 0)
            {
                _ = await reader.ReadBlockAsync(new char[length]);
            }

            Asked.Enqueue(first);
            var path = first.Split(' ')[1];
            var body = path.EndsWith("/token", StringComparison.Ordinal)
                ? $$$"""{"sas":{"queue":"sas-of-the-test","replies":"sas-of-the-test"},"expiresAt":"{{{_date.AddHours(1):O}}}"}"""
                : string.Empty;
            var answer = $"HTTP/1.1 {_status(path)}\r\nDate: {_date:R}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
    }
}
