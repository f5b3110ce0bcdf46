using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Studio.Web.Models;

/// <summary>A value of a file of model paths, with the line on which it stands.</summary>
internal abstract record PathsValue(long Line)
{
    /// <param name="IsPlain">Without quotes: true, no, 0 and ~ are no texts then.</param>
    public sealed record Text(string Value, bool IsPlain, long Line) : PathsValue(Line);

    public sealed record List(IReadOnlyList<PathsValue> Values, long Line) : PathsValue(Line);

    /// <summary>In the order of the file; of a key that occurs twice the last value counts.</summary>
    public sealed record Fields(OrderedDictionary<string, PathsValue> Values, long Line) : PathsValue(Line);
}

/// <summary>
/// Reads YAML as PyYAML's safe_load reads it, as far as model paths need: anchors, aliases and merge keys (yaml.org/type/merge.html: what
/// a mapping says itself counts before what it merges, and of several merged ones the first), keys that occur twice.
/// </summary>
internal sealed class ModelPathsFile
{
    private const int MaxDepth = 64;

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, PathsValue> _anchors = [];

    private ModelPathsFile(TextReader text) => _parser = new Parser(text);

    /// <summary>The first document; null when there is none.</summary>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static PathsValue? Read(TextReader text)
    {
        var file = new ModelPathsFile(text);
        while (file._parser.MoveNext())
        {
            if (file._parser.Current is DocumentStart)
            {
                file._parser.MoveNext();
                return file.Value(0);
            }
        }

        return null;
    }

    private PathsValue Value(int depth)
    {
        var at = _parser.Current!;
        if (depth > MaxDepth)
            throw new YamlException(at.Start, at.End, "It is nested too deep.");
        switch (at)
        {
            case AnchorAlias alias:
                return _anchors.GetValueOrDefault(alias.Value)
                    ?? throw new YamlException(at.Start, at.End, $"Nothing before it is called &{alias.Value}.");
            case Scalar scalar:
                return Named(scalar.Anchor, new PathsValue.Text(scalar.Value, scalar.IsPlainImplicit, at.Start.Line));
            case SequenceStart list:
                var values = new List<PathsValue>();
                while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
                    values.Add(Value(depth + 1));
                return Named(list.Anchor, new PathsValue.List(values, at.Start.Line));
            case MappingStart mapping:
                return Named(mapping.Anchor, Fields(depth, at));
            default:
                throw new YamlException(at.Start, at.End, "A value was expected.");
        }
    }

    private PathsValue.Fields Fields(int depth, ParsingEvent at)
    {
        var own = new OrderedDictionary<string, PathsValue>(StringComparer.Ordinal);
        var merged = new List<PathsValue.Fields>();
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var keyAt = _parser.Current!;
            if (Value(depth + 1) is not PathsValue.Text key)
                throw new YamlException(keyAt.Start, keyAt.End, "A name was expected before the colon.");
            _parser.MoveNext();
            var value = Value(depth + 1);
            if (key is { Value: "<<", IsPlain: true })
                merged.InsertRange(0, Merged(value, keyAt)); // of several << the last
            else
                own[key.Value] = value;
        }

        foreach (var (name, value) in merged.SelectMany(fields => fields.Values))
            own.TryAdd(name, value);
        return new(own, at.Start.Line);
    }

    private static IEnumerable<PathsValue.Fields> Merged(PathsValue value, ParsingEvent at) => value switch
    {
        PathsValue.Fields fields => [fields],
        PathsValue.List list when list.Values.All(entry => entry is PathsValue.Fields) => list.Values.Cast<PathsValue.Fields>(),
        _ => throw new YamlException(at.Start, at.End, "<<: takes an alias of a mapping, such as *name, or a list of such."),
    };

    private PathsValue Named(AnchorName anchor, PathsValue value)
    {
        if (!anchor.IsEmpty)
            _anchors[anchor] = value;
        return value;
    }
}
