namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

/// <summary>A place in an SDDL text, and the pieces that can stand there.</summary>
internal ref struct SddlReader
{
    private readonly string _text;
    private readonly int _end;

    public SddlReader(string text)
    {
        _text = text;
        _end = text.AsSpan().TrimEnd().Length;
        Position = text.Length - text.AsSpan().TrimStart().Length;
    }

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position >= _end;

    public readonly bool IsAt(char expected) => Position < _end && _text[Position] == expected;

    /// <summary>The letter of a part, and its colon.</summary>
    public char ReadPart()
    {
        if (Position + 1 >= _end || _text[Position + 1] != ':' || !"OGDSogds".Contains(_text[Position], StringComparison.Ordinal))
        {
            throw new DescriptorFormatException(Position, "one of O:, G:, D:, S: is expected.");
        }

        var part = char.ToUpperInvariant(_text[Position]);
        Position += 2;
        return part;
    }

    /// <summary>Everything up to the next part or the end.</summary>
    public string ReadSidText()
    {
        var start = Position;
        while (Position < _end && !(Position + 1 < _end && _text[Position + 1] == ':'))
        {
            Position++;
        }

        return _text[start..Position];
    }

    public DescriptorControl ReadAclFlags(DescriptorControl isProtected, DescriptorControl required, DescriptorControl inherited)
    {
        var flags = DescriptorControl.None;
        while (true)
        {
            if (TryRead("AR"))
            {
                flags |= required;
            }
            else if (TryRead("AI"))
            {
                flags |= inherited;
            }
            else if (TryRead("P"))
            {
                flags |= isProtected;
            }
            else
            {
                return flags;
            }
        }
    }

    public void SkipWhiteSpace()
    {
        while (Position < _end && char.IsWhiteSpace(_text[Position]))
        {
            Position++;
        }
    }

    public bool TryRead(string expected)
    {
        if (!_text.AsSpan(Position, _end - Position).StartsWith(expected, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Position += expected.Length;
        return true;
    }

    /// <summary>What stands between parentheses, and where it starts.</summary>
    public string ReadParenthesized(out int at)
    {
        if (!IsAt('('))
        {
            throw new DescriptorFormatException(Position, "an ACE in parentheses is expected.");
        }

        at = Position + 1;
        var inside = _text.AsSpan(at, _end - at);
        var close = inside.IndexOfAny('(', ')');
        if (close < 0)
        {
            throw new DescriptorFormatException(Position, "this parenthesis is not closed.");
        }

        if (inside[close] == '(')
        {
            throw new DescriptorFormatException(at + close, "a condition or claim in words is not read; give its binary form as 0x….");
        }

        Position = at + close + 1;
        return inside[..close].ToString();
    }
}
