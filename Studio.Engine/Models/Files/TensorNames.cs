using Studio.Engine.Models.Files;

namespace Studio.Engine.Models;

/// <summary>A file's tensors as the detector asks for them.</summary>
public sealed class TensorNames
{
    private static readonly string[] UNetPrefixes = ["model.diffusion_model.", "model.model.", "net.", ""];

    private readonly IReadOnlyDictionary<string, TensorEntry> _tensors;

    internal TensorNames(TensorHeader header)
    {
        Header = header;
        _tensors = header.Tensors;
        UNetPrefix = UNetPrefixes.First(
            prefix => _tensors.Keys.Count(name => name.StartsWith(prefix, StringComparison.Ordinal)) > 5 || prefix.Length == 0);
        UNetContext = _tensors.Values
            .Where(tensor => tensor.Name.StartsWith(UNetPrefix + "input_blocks.", StringComparison.Ordinal)
                && tensor.Name.EndsWith(".transformer_blocks.0.attn2.to_k.weight", StringComparison.Ordinal) && tensor.Shape.Count == 2)
            .Select(tensor => (long?)tensor.Shape[1])
            .FirstOrDefault();
    }

    public TensorHeader Header { get; }

    /// <summary>What the denoiser's names begin with; empty in a file that holds nothing else.</summary>
    internal string UNetPrefix { get; }

    /// <summary>The width of the text a UNet attends to; null without one.</summary>
    internal long? UNetContext { get; }

    internal bool HasUNet => HasInUNet("input_blocks.0.0.weight");

    /// <summary>Whether there is a denoiser of any kind beside what else the file holds.</summary>
    public bool HasDenoiser => HasUNet || AnyStartsWith(UNetPrefixes[0]);

    /// <summary>The channels a UNet takes; null without one.</summary>
    internal long? UNetInput =>
        _tensors.TryGetValue(UNetPrefix + "input_blocks.0.0.weight", out var tensor) && tensor.Shape.Count == 4 ? tensor.Shape[1] : null;

    /// <summary>Width of what a UNet is told beside the text; null when it is told nothing.</summary>
    internal long? UNetLabel => _tensors.TryGetValue(UNetPrefix + "label_emb.0.0.weight", out var tensor) && tensor.Shape.Count == 2
        ? tensor.Shape[1]
        : null;

    internal bool HasInUNet(string name) => _tensors.ContainsKey(UNetPrefix + name);

    public bool HasAny(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_tensors.ContainsKey(name))
                return true;
        }
        return false;
    }

    public bool AnyStartsWith(params string[] starts) =>
        _tensors.Keys.Any(name => starts.Any(start => name.StartsWith(start, StringComparison.Ordinal)));

    public bool AnyEndsWith(params string[] ends) =>
        _tensors.Keys.Any(name => ends.Any(end => name.EndsWith(end, StringComparison.Ordinal)));

    /// <summary>One axis of a tensor.</summary>
    /// <exception cref="EngineException">BadFile: the tensor is missing, has no such axis, or a size beyond reason.</exception>
    public int Size(string name, int axis)
    {
        const int beyondReason = 1 << 20;
        if (!_tensors.TryGetValue(name, out var tensor))
            throw TensorHeader.Bad(Header.Path, $"the tensor '{name}' is missing");
        if (axis >= tensor.Shape.Count || tensor.Shape[axis] is < 1 or > beyondReason)
            throw TensorHeader.Bad(Header.Path, $"the tensor {tensor} has an impossible shape");
        return (int)tensor.Shape[axis];
    }

    /// <summary>The axes of a tensor; null when there is no such tensor.</summary>
    public IReadOnlyList<long>? Shape(string name) => _tensors.GetValueOrDefault(name)?.Shape;

    /// <summary>The numbers of a small tensor, where what a file is cannot be told from its names; null when they cannot be had.</summary>
    public float[]? Numbers(string name)
    {
        if (!_tensors.TryGetValue(name, out var tensor))
            return null;
        try
        {
            using var file = TensorFile.Open(Header);
            var numbers = new float[tensor.Count()];
            var bytes = new byte[numbers.Length * sizeof(float)];
            WeightConversion.ToSingle(file, name, bytes, scale: 1);
            Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);
            return numbers;
        }
        catch (EngineException)
        {
            return null;
        }
    }

    /// <summary>How many of prefix0rest, prefix1rest, ... there are.</summary>
    public int Count(string prefix, string rest)
    {
        var count = 0;
        while (_tensors.ContainsKey($"{prefix}{count}{rest}"))
            count++;
        return count;
    }
}
