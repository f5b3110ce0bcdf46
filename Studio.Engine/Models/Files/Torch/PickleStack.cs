namespace Studio.Engine.Models.Files.Torch;

/// <summary>The stack of a pickle's walk, with the marks that begin groups.</summary>
internal sealed class PickleStack(PickleInput input)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];

    /// <summary>Nothing below the last mark belongs to the present group.</summary>
    private int Floor => _marks.Count > 0 ? _marks.Peek() : 0;

    public void Push(object? value) => _values.Add(value);

    public void Mark() => _marks.Push(_values.Count);

    public object? Peek() => _values.Count > Floor ? _values[^1] : throw Empty();

    public object? Pop() => Pop(1)[0];

    /// <summary>The upper values, the lowest first.</summary>
    public object?[] Pop(int count)
    {
        var start = _values.Count - count;
        if (start < Floor)
            throw Empty();
        return TakeFrom(start);
    }

    /// <summary>Everything above the last mark, and the mark.</summary>
    public object?[] PopMarked() => _marks.Count > 0 ? TakeFrom(_marks.Pop()) : throw input.Bad("its pickle ends a group that never began");

    /// <summary>The uppermost value or, if there is none above it, the last mark.</summary>
    public void Drop()
    {
        if (_marks.Count > 0 && _marks.Peek() == _values.Count)
            _marks.Pop();
        else
            Pop();
    }

    private object?[] TakeFrom(int start)
    {
        var taken = new object?[_values.Count - start];
        _values.CopyTo(start, taken, 0, taken.Length);
        _values.RemoveRange(start, taken.Length);
        return taken;
    }

    private EngineException Empty() => input.Bad("its pickle takes more than it put down");
}
