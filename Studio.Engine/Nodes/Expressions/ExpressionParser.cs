using System.Globalization;
using Value = System.Func<Studio.Engine.Nodes.Expressions.ExpressionScope, object?>;

namespace Studio.Engine.Nodes.Expressions;

/// <summary>Reads a formula by Python's order of operators, loosest first.</summary>
internal sealed class ExpressionParser(IReadOnlyList<string> tokens)
{
    /// <summary>Brackets in brackets, and signs before signs.</summary>
    private const int Deepest = 100;

    private static readonly string[][] Binary = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%"]];
    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    private int _next;
    private int _depth;

    public Value Whole()
    {
        var value = Choice();
        return _next == tokens.Count ? value : throw ExpressionError.Of($"'{tokens[_next]}' is not expected where it stands");
    }

    private Value Choice()
    {
        if (++_depth > Deepest)
            throw ExpressionError.Of("it is nested too deeply");
        var value = Either();
        if (Take("if"))
        {
            var condition = Either();
            Require("else");
            var (then, otherwise) = (value, Choice());
            value = scope => ExpressionValues.IsTrue(condition(scope)) ? then(scope) : otherwise(scope);
        }
        _depth--;
        return value;
    }

    private Value Either()
    {
        var left = Both();
        while (Take("or"))
        {
            var (first, second) = (left, Both());
            left = scope => first(scope) is var value && ExpressionValues.IsTrue(value) ? value : second(scope);
        }
        return left;
    }

    private Value Both()
    {
        var left = Not();
        while (Take("and"))
        {
            var (first, second) = (left, Not());
            left = scope => first(scope) is var value && ExpressionValues.IsTrue(value) ? second(scope) : value;
        }
        return left;
    }

    private Value Not()
    {
        if (!Take("not"))
            return Comparison();
        var value = Not();
        return scope => !ExpressionValues.IsTrue(value(scope));
    }

    private Value Comparison()
    {
        var parts = new List<Value> { Joined(0) };
        var signs = new List<string>();
        while (_next < tokens.Count && Comparisons.Contains(tokens[_next]))
        {
            signs.Add(tokens[_next++]);
            parts.Add(Joined(0));
        }
        return signs.Count == 0 ? parts[0]
            : scope => signs.Select((sign, i) => ExpressionValues.Compare(sign, parts[i](scope), parts[i + 1](scope))).All(holds => holds);
    }

    private Value Joined(int level)
    {
        if (level == Binary.Length)
            return Signed();
        var left = Joined(level + 1);
        while (_next < tokens.Count && Binary[level].Contains(tokens[_next]))
        {
            var (sign, first) = (tokens[_next++], left);
            var second = Joined(level + 1);
            left = scope => ExpressionValues.Apply(sign, first(scope), second(scope));
        }
        return left;
    }

    private Value Signed()
    {
        if (_next >= tokens.Count || tokens[_next] is not ("-" or "+" or "~"))
            return Power();
        if (++_depth > Deepest)
            throw ExpressionError.Of("it is nested too deeply");
        var sign = tokens[_next++];
        var value = Signed();
        _depth--;
        return scope => ExpressionValues.Apply(sign, value(scope));
    }

    private Value Power()
    {
        var left = Attached();
        if (!Take("**"))
            return left;
        var right = Signed();
        return scope => ExpressionValues.Apply("**", left(scope), right(scope));
    }

    private Value Attached()
    {
        var value = Single();
        while (_next < tokens.Count)
        {
            var owner = value;
            if (Take("."))
            {
                var part = Next();
                value = scope => scope.Part(owner(scope), part);
            }
            else if (Take("["))
            {
                var place = Choice();
                Require("]");
                value = scope => ExpressionValues.Item(owner(scope), place(scope));
            }
            else
            {
                break;
            }
        }
        return value;
    }

    private Value Single()
    {
        var token = Next();
        if (token == "(")
        {
            var inner = Choice();
            Require(")");
            return inner;
        }
        if (char.IsAsciiDigit(token[0]) || token[0] == '.')
            return Number(token);
        if (token[0] is '"' or '\'')
            return _ => token[1..^1];
        if (!char.IsLetter(token[0]) && token[0] != '_')
            throw ExpressionError.Of($"'{token}' is not expected where it stands");
        return token switch
        {
            "True" => static _ => true,
            "False" => static _ => false,
            _ => Take("(") ? Call(token) : scope => scope.Names.TryGetValue(token, out var value) ? value
                : throw ExpressionError.Of($"there is nothing called {token}"),
        };
    }

    private static Value Number(string token)
    {
        if (long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return _ => whole;
        var number = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
        return _ => number;
    }

    private Value Call(string name)
    {
        var arguments = new List<Value>();
        while (!Take(")"))
        {
            if (arguments.Count > 0)
                Require(",");
            arguments.Add(Choice());
        }
        return scope => scope.Functions.TryGetValue(name, out var function)
            ? function([.. arguments.Select(argument => argument(scope))])
            : throw ExpressionError.Of($"there is no function {name}");
    }

    private bool Take(string token)
    {
        if (_next >= tokens.Count || tokens[_next] != token)
            return false;
        _next++;
        return true;
    }

    private string Next() => _next < tokens.Count ? tokens[_next++] : throw ExpressionError.Of("it ends too early");

    private void Require(string token)
    {
        if (!Take(token))
            throw ExpressionError.Of($"'{token}' is missing");
    }
}
