using System.Text.Json.Serialization;

namespace PasswordWriteback.Local.Tests;

/// <summary>The JSON contract of the tests' orchestrators.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(int[]))]
internal sealed partial class TestJson : JsonSerializerContext;
