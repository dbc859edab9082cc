using System.Text;

namespace PasswordWriteback.Simulation.Forest.Filters;

/// <summary>Reads the string form of search filters (RFC 4515).</summary>
internal sealed class SearchFilterParser
{
    private const int MaximumDepth = 100;
    private readonly string _text;
    private int _at;

    private SearchFilterParser(string text) => _text = text;

    /// <summary>Reads a filter.</summary>
    /// <exception cref="FormatException">Not a filter; the message says where and why.</exception>
    public static SearchFilter Parse(string text)
    {
        var parser = new SearchFilterParser(text);
        var filter = parser.ReadFilter(depth: 0);
        return parser._at == text.Length ? filter : throw parser.Error("nothing more was expected");
    }

    private SearchFilter ReadFilter(int depth)
    {
        if (depth > MaximumDepth)
        {
            throw Error($"filters nest at most {MaximumDepth} deep");
        }

        Expect('(');
        SearchFilter filter = Peek() switch
        {
            '&' => new AndFilter(ReadList(depth)),
            '|' => new OrFilter(ReadList(depth)),
            '!' => ReadNot(depth),
            _ => ReadItem(),
        };
        Expect(')');
        return filter;
    }

    private List<SearchFilter> ReadList(int depth)
    {
        _at++;
        var parts = new List<SearchFilter>();
        while (Peek() == '(')
        {
            parts.Add(ReadFilter(depth + 1));
        }

        return parts.Count > 0 ? parts : throw Error("a list of filters is empty");
    }

    private NotFilter ReadNot(int depth)
    {
        _at++;
        return new NotFilter(ReadFilter(depth + 1));
    }

    private SearchFilter ReadItem()
    {
        var start = _at;
        while (Peek() is not ('=' or '(' or ')' or '\0'))
        {
            _at++;
        }

        if (Peek() != '=')
        {
            throw Error("'=' was expected");
        }

        var left = _text[start.._at++];
        var right = ReadAssertion();
        if (left.EndsWith(':'))
        {
            var parts = left[..^1].Split(':');
            return parts.Length == 2 && parts.All(part => part.Length > 0)
                ? new ExtensibleFilter(Name(parts[0]), parts[1], Unescape(right))
                : throw Error("an extensible match is written attribute:rule:=value");
        }

        return left switch
        {
            [.. var attribute, '>'] => new ComparisonFilter(Name(attribute), Comparison.GreaterOrEqual, Unescape(right)),
            [.. var attribute, '<'] => new ComparisonFilter(Name(attribute), Comparison.LessOrEqual, Unescape(right)),
            [.. var attribute, '~'] => new ComparisonFilter(Name(attribute), Comparison.Equal, Unescape(right)),
            _ when right == "*" => new PresenceFilter(Name(left)),
            _ when right.Contains('*', StringComparison.Ordinal) => Substring(Name(left), right.Split('*')),
            _ => new ComparisonFilter(Name(left), Comparison.Equal, Unescape(right)),
        };
    }

    private string ReadAssertion()
    {
        var start = _at;
        while (Peek() is not ('(' or ')' or '\0'))
        {
            _at++;
        }

        return Peek() == ')' ? _text[start.._at] : throw Error("')' was expected; brackets inside values are written \\28 and \\29");
    }

    private SubstringFilter Substring(string attribute, string[] pieces) => new(
        attribute,
        pieces[0].Length == 0 ? null : Unescape(pieces[0]),
        [.. pieces[1..^1].Where(piece => piece.Length > 0).Select(Unescape)],
        pieces[^1].Length == 0 ? null : Unescape(pieces[^1]));

    private string Name(string attribute) =>
        attribute.Length > 0 && attribute.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ';')
            ? attribute
            : throw Error($"'{attribute}' is not the name of an attribute");

    private byte[] Unescape(string value)
    {
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                var length = char.IsSurrogatePair(value, i) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(value.Substring(i, length)));
                i += length - 1;
            }
            else if (i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
            {
                bytes.Add(Convert.ToByte(value.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                throw Error("a backslash is followed by two hexadecimal digits");
            }
        }

        return [.. bytes];
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void Expect(char expected)
    {
        if (Peek() != expected)
        {
            throw Error($"'{expected}' was expected");
        }

        _at++;
    }

    private FormatException Error(string what) => new($"Bad search filter at character {_at + 1}: {what}. The filter is {_text}");
}
