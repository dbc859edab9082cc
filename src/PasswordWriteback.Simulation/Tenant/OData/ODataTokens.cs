namespace PasswordWriteback.Simulation.Tenant.OData;

/// <summary>Splits a filter into names, literals and punctuation.</summary>
internal static class ODataTokens
{
    public static List<string> Split(string text)
    {
        var tokens = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = End(text, at, inLambda: tokens.Count > 1 && tokens[^1] == "(" && tokens[^2].EndsWith("/any", StringComparison.Ordinal));
            tokens.Add(text[at..end]);
            at = end;
        }

        return tokens;
    }

    private static int End(string text, int start, bool inLambda)
    {
        if (text[start] is '(' or ')' or ',' or ':')
        {
            return start + 1;
        }

        if (text[start] == '\'')
        {
            return EndOfString(text, start);
        }

        // A colon ends the variable of a lambda, but belongs to a time of day.
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('(' or ')' or ',') && !(inLambda && text[end] == ':'))
        {
            end++;
        }

        return end;
    }

    private static int EndOfString(string text, int start)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] != '\'')
            {
                continue;
            }

            if (at + 1 == text.Length || text[at + 1] != '\'')
            {
                return at + 1;
            }

            at++;
        }

        throw new FormatException("A string in the filter has no end.");
    }
}
