namespace Studio.Engine.Models.Files.Torch;

/// <summary>What the pickles of a torch file may make.</summary>
/// <param name="path">Of the file, for messages.</param>
internal sealed class TorchWorld(string path) : IPickleWorld
{
    private const int MaxCopied = 1_000_000;

    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);
    private int _copied;

    /// <summary>The storages that were met, by key, as long as the file says that they are.</summary>
    public IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    public object Find(string module, string name) => TorchNames.Find(module, name) ?? throw new EngineException(
        EngineError.BadFile,
        $"'{Path.GetFileName(path)}' was not opened: it asks for {Shown($"{module}.{name}")}, which is nothing that weights are made of. Such files can run programs when they are "
        + "opened elsewhere. Use a .safetensors file of this model, or have its weights saved alone (the state_dict).");

    public object? Call(object? callee, object?[] arguments)
    {
        if (callee is not TorchName { Call: { } call } name)
            throw TensorHeader.Bad(path, "its pickle calls what is no function");
        // a list that is remembered can be given to any number of constructors, each of which copies it
        if (arguments is [.., List<object?> given] && (_copied += Math.Min(given.Count, MaxCopied)) > MaxCopied)
            throw TensorHeader.Bad(path, $"its pickle makes dictionaries of more than {MaxCopied} pairs");
        return call(arguments) ?? throw TensorHeader.Bad(path, $"its pickle calls {name.Name} with what it does not take");
    }

    public object Load(object? id)
    {
        if (id is not object?[] and not string || id is not object?[] parts
            || parts is not ["storage", TorchName { DType: { } dtype }, string key, _, >= 0L and var count, ..])
            throw TensorHeader.Bad(path, "its pickle refers to something outside of it that is no storage");
        var storage = new TorchStorage(key, dtype, 0, (long)count);
        if (_storages.TryGetValue(key, out var known) && known.DType != dtype)
            throw TensorHeader.Bad(path, $"its storage '{key}' is of two types");
        if (known is null || known.Count < storage.Count)
            _storages[key] = storage;
        return parts is [.., object?[] view] && parts.Length > 5
            ? view is [_, >= 0L and var first, >= 0L and var length]
                ? storage with { First = (long)first, Count = (long)length }
                : throw TensorHeader.Bad(path, $"its storage '{key}' has a view that is none")
            : storage;
    }

    private static string Shown(string name)
    {
        const int longest = 100;
        var printable = new string([.. name.Where(letter => !char.IsControl(letter)).Take(longest)]);
        return $"'{printable}'";
    }
}
