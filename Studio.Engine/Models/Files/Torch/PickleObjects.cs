namespace Studio.Engine.Models.Files.Torch;

/// <summary>A dictionary of a pickle: pairs in the order in which they were put in; of equal keys the last counts.</summary>
internal sealed class PickleDict : List<KeyValuePair<object?, object?>>
{
    /// <summary>What stands under a text; null when nothing does.</summary>
    public object? this[string key] => FindLast(pair => pair.Key is string text && text == key).Value;
}

/// <summary>An object whose class means nothing here: it is kept as a place, never made.</summary>
internal sealed class PickleInstance(string type)
{
    public string Type { get; } = type;

    /// <summary>What its class would have been given to restore it.</summary>
    public object? State { get; set; }
}

/// <summary>What a pickle's words for "the function so and so" and "call it" mean: here is decided what a file can make.</summary>
internal interface IPickleWorld
{
    /// <summary>What a name stands for.</summary>
    /// <exception cref="EngineException">BadFile: it is none of the names that are known to be harmless.</exception>
    object Find(string module, string name);

    /// <summary>What calling it gives.</summary>
    object? Call(object? callee, object?[] arguments);

    /// <summary>What is kept outside of the pickle under an id.</summary>
    object? Load(object? id);
}
