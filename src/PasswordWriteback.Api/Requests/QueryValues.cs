using PasswordWriteback.Api.Problems;
using PasswordWriteback.Storage.Paging;

namespace PasswordWriteback.Api.Requests;

/// <summary>Values of query parameters that the framework would read too kindly.</summary>
public static class QueryValues
{
    /// <summary>The number of items on a page.</summary>
    /// <exception cref="ApiProblemException">It is out of bounds.</exception>
    public static int PageSize(int? pageSize) => pageSize switch
    {
        null => Page.DefaultSize,
        >= 1 and <= Page.MaxSize => pageSize.Value,
        _ => throw Wrong("pageSize", $"A page has 1 to {Page.MaxSize} items."),
    };

    /// <summary>A value by its name; null when the parameter is missing.</summary>
    /// <exception cref="ApiProblemException">There is none of this name.</exception>
    public static T? Named<T>(string? text, string parameter)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        var index = Array.IndexOf(Enum.GetNames<T>(), text);
        return index >= 0
            ? Enum.GetValues<T>()[index]
            : throw Wrong(parameter, $"'{parameter}' is one of {string.Join(", ", Enum.GetNames<T>())}.");
    }

    /// <summary>A text of limited length; null when the parameter is missing or empty.</summary>
    /// <exception cref="ApiProblemException">It is longer.</exception>
    public static string? Text(string? text, string parameter, int maxLength) => text switch
    {
        null or "" => null,
        { Length: var length } when length <= maxLength && !text.Any(char.IsControl) => text,
        _ => throw Wrong(parameter, $"'{parameter}' has at most {maxLength} characters, none of them a control character."),
    };

    private static ApiProblemException Wrong(string parameter, string detail) =>
        new(ApiProblem.Of(FrameProblems.ParameterInvalid, detail, parameter));
}
