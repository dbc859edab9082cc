using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Core.Tests.Relay.Envelope;

namespace PasswordWriteback.Core.Tests.Relay.Golden;

/// <summary>
/// Messages of contract version 1 as they were signed when it was committed. Every later version reads them; none is ever
/// recorded again, because ES256 signatures are random and the files are what older relays send.
/// </summary>
public sealed class GoldenMessageTests : IDisposable
{
    private readonly EnvelopeWorld _world = new();

    public static TheoryData<string> CommandNames => [.. GoldenObjects.Commands.Keys];

    public static TheoryData<string> AnswerNames => [.. GoldenObjects.Answers.Keys];

    [Theory]
    [MemberData(nameof(CommandNames))]
    public async Task AGoldenCommand_VerifiesAndReadsAsItWasWritten(string name)
    {
        var verification = await _world.VerifyAsync(await ReadAsync(name));

        Assert.Null(verification.Refusal);
        await SaysAsync(name, GoldenObjects.Commands[name], verification.Message!.Command, RelayJson.Wire.RelayCommand);
    }

    [Theory]
    [MemberData(nameof(AnswerNames))]
    public async Task AGoldenAnswer_VerifiesAndReadsAsItWasWritten(string name)
    {
        var verification = await _world.VerifyReplyAsync(await ReadAsync(name));

        Assert.Null(verification.Refusal);
        await SaysAsync(name, GoldenObjects.Answers[name], verification.Message!.Answer, RelayJson.Wire.RelayAnswer);
    }

    [Fact]
    public void EveryCommandAnswerAndReply_HasAGoldenMessage()
    {
        var replies = GoldenObjects.Answers.Values.OfType<CommandCompleted>().Select(completed => completed.Reply).OfType<RelayReply>();

        Assert.Equal(Types<RelayCommand>(), GoldenObjects.Commands.Values.Select(command => command.GetType()).ToHashSet());
        Assert.Equal(Types<RelayAnswer>(), GoldenObjects.Answers.Values.Select(answer => answer.GetType()).ToHashSet());
        Assert.Equal(Types<RelayReply>(), replies.Select(reply => reply.GetType()).ToHashSet());

        static HashSet<Type> Types<T>() => [.. typeof(T).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>().Select(attribute => attribute.DerivedType)];
    }

    [Fact]
    public void NoGoldenFile_IsWithoutATest() => Assert.Equal(
        GoldenObjects.Commands.Keys.Concat(GoldenObjects.Answers.Keys).Order(StringComparer.Ordinal),
        Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    /// <summary>Writes the messages that have no file yet, into the sources; run by hand when a kind is added to the contract.</summary>
    [Fact(Explicit = true)]
    public async Task Record()
    {
        var messages = GoldenObjects.Commands.ToDictionary(
            entry => entry.Key, entry => _world.Commands.Sign(entry.Value, EnvelopeWorld.RelayId, 1), StringComparer.Ordinal);
        foreach (var (name, answer) in GoldenObjects.Answers)
        {
            messages[name] = answer is CommandAnswer command ? _world.Replies.Sign(command, EnvelopeWorld.RunId) : _world.Replies.Sign((RelayHeartbeat)answer);
        }

        foreach (var (name, message) in messages)
        {
            var path = Path.Combine(Path.GetDirectoryName(Here())!, "v1", $"{name}.json");
            if (!File.Exists(path))
            {
                await File.WriteAllBytesAsync(path, message.Body, TestContext.Current.CancellationToken);
            }
        }
    }

    public void Dispose() => _world.Dispose();

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Relay", "Golden", "v1");

    private static string Here([CallerFilePath] string path = "") => path;

    private static Task<byte[]> ReadAsync(string name) =>
        File.ReadAllBytesAsync(Path.Combine(Folder, $"{name}.json"), TestContext.Current.CancellationToken);

    private static async Task SaysAsync<T>(string name, T expected, T actual, JsonTypeInfo<T> contract)
    {
        var message = JsonSerializer.Deserialize(await ReadAsync(name), RelayJson.Wire.SignedMessage)!;

        Assert.IsType(expected!.GetType(), actual);
        Assert.Equivalent(expected, actual, strict: true);
        Assert.Equal(message.Payload, JsonSerializer.Serialize(actual, contract));
        Assert.Equal(message.Payload, JsonSerializer.Serialize(expected, contract));
    }
}
