using System.Text;
using System.Text.Json;

namespace PasswordWriteback.Relay.Policy;

/// <summary>A value of the policy's text that knows its line and place.</summary>
internal sealed class PolicyNode
{
    private readonly JsonTokenType _kind;
    private readonly string _text;
    private readonly List<(string Name, PolicyNode Node)> _children = [];

    private PolicyNode(JsonTokenType kind, string text, int line, string path)
    {
        _kind = kind;
        _text = text;
        Line = line;
        Path = path;
    }

    public int Line { get; }

    public string Path { get; }

    /// <exception cref="PolicyFormatException">It is no JSON object, or names a property twice.</exception>
    public static PolicyNode Parse(ReadOnlySpan<byte> utf8)
    {
        // Editors of Windows begin a file with a byte order mark.
        var content = utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        var reader = new Utf8JsonReader(content, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 });
        try
        {
            reader.Read();
            var root = Read(ref reader, content, "$");
            while (reader.Read())
            {
                // Only comments may follow; anything else throws.
            }

            return root._kind == JsonTokenType.StartObject ? root : throw root.Wrong("A policy is a JSON object.");
        }
        catch (JsonException malformed)
        {
            throw new PolicyFormatException((int)(malformed.LineNumber ?? 0) + 1, "$", $"It is no JSON: {malformed.Message}", malformed);
        }
        catch (InvalidOperationException malformed)
        {
            throw new PolicyFormatException(1, "$", "A text in it is no UTF-8.", malformed);
        }
    }

    public IReadOnlyList<(string Name, PolicyNode Node)> Properties() => _kind == JsonTokenType.StartObject
        ? _children
        : throw Wrong("An object is expected here.");

    public IReadOnlyList<T> List<T>(Func<PolicyNode, T> item) => _kind == JsonTokenType.StartArray
        ? [.. _children.Select(child => item(child.Node))]
        : throw Wrong("A list is expected here.");

    public string Text() => _kind != JsonTokenType.String ? throw Wrong("A text is expected here.")
        : _text.Length == 0 ? throw Wrong("The text is empty.")
        : char.IsWhiteSpace(_text[0]) || char.IsWhiteSpace(_text[^1]) ? throw Wrong("The text begins or ends with a blank.")
        : _text;

    public bool Boolean() => _kind switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Wrong("true or false is expected here."),
    };

    public int Number() => _kind == JsonTokenType.Number && int.TryParse(_text, System.Globalization.CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Wrong("A whole number is expected here.");

    public T OneOf<T>(params IReadOnlyList<(string Name, T Value)> choices)
    {
        var text = Text();
        var index = choices.ToList().FindIndex(choice => choice.Name == text);
        return index >= 0 ? choices[index].Value : throw Wrong($"'{text}' is none of {string.Join(", ", choices.Select(choice => choice.Name))}.");
    }

    public PolicyFormatException Wrong(string what) => new(Line, Path, what);

    private static PolicyNode Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> content, string path)
    {
        var line = content[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
        var kind = reader.TokenType;
        var text = kind is JsonTokenType.String ? reader.GetString()! : kind is JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : string.Empty;
        var node = new PolicyNode(kind, text, line, path);
        if (kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                reader.Read();
                var child = Read(ref reader, content, $"{path}.{name}");
                if (node._children.Exists(known => known.Name == name))
                {
                    throw child.Wrong("The property stands here twice.");
                }

                node._children.Add((name, child));
            }
        }
        else if (kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                node._children.Add((string.Empty, Read(ref reader, content, $"{path}[{node._children.Count}]")));
            }
        }

        return node;
    }
}
