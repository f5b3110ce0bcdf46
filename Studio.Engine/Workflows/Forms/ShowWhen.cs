using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Engine.Workflows.Forms;

/// <summary>
/// A condition over the values of a form. Alternatives (or, ||) of conjunctions (and, &amp;&amp;) of negations (not, !) of comparisons
/// (==, !=, &lt;, &lt;=, &gt;, &gt;=) and of parentheses. A word is the value of the input of that id; to the right of a comparison a word
/// that is no input stands for itself. Two numbers compare as numbers, everything else as texts. A value alone is true unless it is
/// missing, empty, false or "false", so 0 is true, as in ComfyUI Studio's manifests.
/// </summary>
public sealed class ShowWhen
{
    private const int LongestText = 1_000, MostNested = 32;

    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly List<Token> _tokens;
    private readonly IReadOnlySet<string> _inputs;
    private int _at;
    private int _depth;

    private ShowWhen(List<Token> tokens, IReadOnlySet<string> inputs) => (_tokens, _inputs) = (tokens, inputs);

    private enum Kind
    {
        Word,
        Literal,
        Sign,
    }

    /// <summary>Reads a condition.</summary>
    /// <param name="inputs">The ids of the form's inputs.</param>
    /// <returns>The condition, or a sentence that says what is wrong with it.</returns>
    public static (Func<IReadOnlyDictionary<string, JsonNode?>, bool>? Condition, string? Problem) Parse(string text,
        IReadOnlySet<string> inputs)
    {
        if (text.Length > LongestText)
            return (null, $"A condition has at most {LongestText} characters.");
        try
        {
            var reader = new ShowWhen(Tokens(text), inputs);
            var condition = reader.Alternatives();
            if (reader._at < reader._tokens.Count)
                throw new FormatException($"'{reader._tokens[reader._at].Text}' was not expected there.");
            return (condition, null);
        }
        catch (FormatException e)
        {
            return (null, $"The condition '{text}' cannot be read. {e.Message}");
        }
    }

    /// <summary>Whether a value alone counts as true.</summary>
    public static bool IsTrue(JsonNode? value) => value switch
    {
        null => false,
        JsonValue one when one.GetValueKind() == JsonValueKind.False => false,
        JsonValue one when one.GetValueKind() == JsonValueKind.String => one.GetValue<string>() is not ("" or "false" or "False"),
        JsonArray list => list.Count > 0,
        JsonObject fields => fields.Count > 0,
        _ => true,
    };

    private Func<IReadOnlyDictionary<string, JsonNode?>, bool> Alternatives()
    {
        if (++_depth > MostNested)
            throw new FormatException($"It is nested more than {MostNested} deep.");
        var first = Conjunction();
        while (Takes("or") || Takes("||"))
        {
            var (left, right) = (first, Conjunction());
            first = values => left(values) || right(values);
        }
        _depth--;
        return first;
    }

    private Func<IReadOnlyDictionary<string, JsonNode?>, bool> Conjunction()
    {
        var first = Negation();
        while (Takes("and") || Takes("&&"))
        {
            var (left, right) = (first, Negation());
            first = values => left(values) && right(values);
        }
        return first;
    }

    private Func<IReadOnlyDictionary<string, JsonNode?>, bool> Negation()
    {
        var isNot = false;
        while (Takes("not") || Takes("!"))
            isNot = !isNot;
        var inner = Takes("(") ? Parenthesis() : Comparison();
        return isNot ? values => !inner(values) : inner;
    }

    private Func<IReadOnlyDictionary<string, JsonNode?>, bool> Parenthesis()
    {
        var inner = Alternatives();
        return Takes(")") ? inner : throw new FormatException("A parenthesis is not closed.");
    }

    private Func<IReadOnlyDictionary<string, JsonNode?>, bool> Comparison()
    {
        var left = Operand(isRight: false);
        if (_at >= _tokens.Count || _tokens[_at] is not { Kind: Kind.Sign } sign || !Comparisons.Contains(sign.Text))
            return values => IsTrue(left(values));
        _at++;
        var right = Operand(isRight: true);
        return values => Compare(left(values), sign.Text, right(values));
    }

    private Func<IReadOnlyDictionary<string, JsonNode?>, JsonNode?> Operand(bool isRight)
    {
        if (_at >= _tokens.Count)
            throw new FormatException("It ends too early.");
        var token = _tokens[_at++];
        switch (token.Kind)
        {
            case Kind.Literal:
                return _ => token.Value;
            case Kind.Word when token.Text is "true" or "false":
                return _ => token.Text == "true";
            case Kind.Word when token.Text is "null" or "none":
                return _ => null;
            case Kind.Word when _inputs.Contains(token.Text):
                return values => values.GetValueOrDefault(token.Text);
            case Kind.Word when isRight:
                return _ => token.Text;
            case Kind.Word:
                throw new FormatException($"The form has no input '{token.Text}'.");
            default:
                throw new FormatException($"'{token.Text}' was not expected there.");
        }
    }

    private bool Takes(string text)
    {
        if (_at >= _tokens.Count || _tokens[_at] is not { Kind: not Kind.Literal } token || token.Text != text)
            return false;
        _at++;
        return true;
    }

    private static bool Compare(JsonNode? left, string sign, JsonNode? right)
    {
        var order = Number(left) is { } one && Number(right) is { } other
            ? one.CompareTo(other)
            : string.CompareOrdinal(Text(left), Text(right));
        return sign switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static double? Number(JsonNode? value) =>
        double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
            : null;

    private static string Text(JsonNode? value) => WorkflowJson.Text(value) ?? value?.ToJsonString() ?? "";

    private static List<Token> Tokens(string text)
    {
        var tokens = new List<Token>();
        for (var at = 0; at < text.Length;)
        {
            var letter = text[at];
            if (char.IsWhiteSpace(letter))
            {
                at++;
                continue;
            }
            var token = letter is '\'' or '"' ? Quoted(text, at)
                : IsOfWord(letter) ? Word(text, at)
                : Sign(text, at);
            tokens.Add(token);
            at += token.Length;
        }
        return tokens;
    }

    private static bool IsOfWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-' or '+';

    private static Token Quoted(string text, int at)
    {
        var end = text.IndexOf(text[at], at + 1);
        return end < 0
            ? throw new FormatException("A text in quotes is not closed.")
            : new(Kind.Literal, text[at..(end + 1)], end + 1 - at, text[(at + 1)..end]);
    }

    private static Token Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && IsOfWord(text[end]))
            end++;
        var word = text[at..end];
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? new(Kind.Literal, word, word.Length, number)
            : new(Kind.Word, word, word.Length, null);
    }

    private static Token Sign(string text, int at)
    {
        foreach (var sign in Comparisons.Concat(["&&", "||", "!", "(", ")"]))
        {
            if (string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0)
                return new(Kind.Sign, sign, sign.Length, null);
        }
        throw new FormatException($"'{text[at]}' means nothing here.");
    }

    private sealed record Token(Kind Kind, string Text, int Length, JsonNode? Value);
}
