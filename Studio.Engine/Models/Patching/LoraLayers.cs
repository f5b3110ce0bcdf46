namespace Studio.Engine.Models.Patching;

/// <summary>The layers of a LoRA file as families ask for them, to tell whom it was made for.</summary>
internal sealed class LoraLayers
{
    public LoraLayers(IReadOnlyList<LoraModule> modules) => (Modules, Names) = (modules, [.. modules.Select(module => module.Name)]);

    /// <summary>Of a file whose tensors make no modules: there are names, and that is all.</summary>
    public LoraLayers(IEnumerable<string> names) => Names = [.. names];

    public IReadOnlyList<LoraModule> Modules { get; } = [];

    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether any name contains one of these.</summary>
    public bool Any(params IEnumerable<string> parts) =>
        Names.Any(name => parts.Any(part => name.Contains(part, StringComparison.Ordinal)));
}
