namespace Studio.Engine.Nodes.Packs;

/// <summary>Several values on one wire by their places: the pipes, tuples and lists of packs, which differ in what stands where.</summary>
public sealed record Bundle(IReadOnlyList<object?> Values)
{
    /// <summary>The value at a place; null beyond the last.</summary>
    public object? At(int place) => place < Values.Count ? Values[place] : null;

    public bool Equals(Bundle? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Aggregate(Values.Count, HashCode.Combine);

    public override string ToString() => $"({string.Join(", ", Values)})";
}

/// <summary>Several values on one wire by their names: what packs hand on as a dictionary.</summary>
public sealed record NamedValues(IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>The value of a name; null where there is none.</summary>
    public object? Of(string name) => Values.GetValueOrDefault(name);

    public override string ToString() => $"{{{string.Join(", ", Values.Select(pair => $"{pair.Key}: {pair.Value}"))}}}";
}
