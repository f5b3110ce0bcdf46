using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>A LoRA file: its modules by the names it gives the layers. Only its header is in memory.</summary>
internal sealed class LoraFile : IEquatable<LoraFile>
{
    /// <summary>How tensor names end, and what they are then; the first that fits counts. What stands before is the layer's name.</summary>
    private static readonly (string Suffix, LoraRole Role)[] Suffixes =
    [
        (".lora_linear_layer.up.weight", LoraRole.Up), (".lora_linear_layer.down.weight", LoraRole.Down),
        (".lora_up.weight", LoraRole.Up), (".lora_down.weight", LoraRole.Down), (".lora_mid.weight", LoraRole.Mid),
        (".lora.up.weight", LoraRole.Up), (".lora.down.weight", LoraRole.Down), ("_lora.up.weight", LoraRole.Up), ("_lora.down.weight", LoraRole.Down),
        (".lora_B.default.weight", LoraRole.Up), (".lora_A.default.weight", LoraRole.Down), (".lora_B.weight", LoraRole.Up), (".lora_A.weight", LoraRole.Down),
        (".lora_B", LoraRole.Up), (".lora_A", LoraRole.Down),
        (".lora_magnitude_vector.default.weight", LoraRole.DoraScale), (".lora_magnitude_vector.weight", LoraRole.DoraScale),
        (".lora_magnitude_vector", LoraRole.DoraScale), (".dora_scale", LoraRole.DoraScale), (".alpha", LoraRole.Alpha),
        (".hada_w1_a", LoraRole.HadaW1A), (".hada_w1_b", LoraRole.HadaW1B), (".hada_w2_a", LoraRole.HadaW2A), (".hada_w2_b", LoraRole.HadaW2B),
        (".hada_t1", LoraRole.HadaT1), (".hada_t2", LoraRole.HadaT2),
        (".lokr_w1_a", LoraRole.LokrW1A), (".lokr_w1_b", LoraRole.LokrW1B), (".lokr_w2_a", LoraRole.LokrW2A), (".lokr_w2_b", LoraRole.LokrW2B),
        (".lokr_t2", LoraRole.LokrT2), (".lokr_w1", LoraRole.LokrW1), (".lokr_w2", LoraRole.LokrW2),
        (".diff_b", LoraRole.DiffBias), (".b_norm", LoraRole.DiffBias), (".diff", LoraRole.Diff), (".w_norm", LoraRole.Diff), (".set_weight", LoraRole.Set),
        (".a1.weight", LoraRole.Unsupported), (".a2.weight", LoraRole.Unsupported), (".b1.weight", LoraRole.Unsupported), (".b2.weight", LoraRole.Unsupported),
        (".oft_blocks", LoraRole.Unsupported), (".oft_diag", LoraRole.Unsupported), (".reshape_weight", LoraRole.Unsupported),
    ];

    private readonly FileStamp _stamp;

    private LoraFile(TensorHeader header, FileStamp stamp, IReadOnlyList<LoraModule> modules, IReadOnlyList<string> strangers)
    {
        (Header, _stamp, Modules, Strangers) = (header, stamp, modules, strangers);
    }

    public string Name => Path.GetFileName(Header.Path);

    public TensorHeader Header { get; }

    public IReadOnlyList<LoraModule> Modules { get; }

    /// <summary>Tensors that no kind of LoRA has.</summary>
    public IReadOnlyList<string> Strangers { get; }

    /// <exception cref="EngineException">BadFile: not there, damaged, or no LoRA at all.</exception>
    public static LoraFile Open(string path)
    {
        var stamp = FileStamp.Of(path);
        if (Directory.Exists(path))
            throw new EngineException(EngineError.BadFile, $"'{Path.GetFileName(path)}' is a folder; a LoRA is a .safetensors file.");
        var header = TensorHeader.Read(path);
        var modules = new Dictionary<string, LoraModule>(StringComparer.Ordinal);
        var strangers = new List<string>();
        foreach (var tensor in header.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            var (suffix, role) = Suffixes.FirstOrDefault(known => tensor.Name.EndsWith(known.Suffix, StringComparison.Ordinal));
            if (suffix is null)
            {
                strangers.Add(tensor.Name);
                continue;
            }
            var layer = tensor.Name[..^suffix.Length];
            if (!modules.TryGetValue(layer, out var module))
                modules[layer] = module = new LoraModule(layer);
            module.Add(role, tensor);
        }
        if (modules.Count == 0)
        {
            throw new EngineException(EngineError.BadFile, ModelDetector.Describe(header) is { Kind: not "loras" } other
                ? $"'{Path.GetFileName(path)}' is not a LoRA: it was recognised as {other.Name} and belongs into the folder '{other.Kind}'."
                : $"'{Path.GetFileName(path)}' is not a LoRA: none of its {header.Tensors.Count} tensors has a name that LoRAs use.");
        }
        return new LoraFile(header, stamp, [.. modules.Values], strangers);
    }

    /// <exception cref="EngineException">BadFile: it is not the file that was chosen any more.</exception>
    public TensorFile OpenUnchanged() => FileStamp.Of(Header.Path) == _stamp
        ? TensorFile.Open(Header)
        : throw new EngineException(EngineError.BadFile, $"'{Name}' changed or went away after it was loaded. Queue the prompt again.");

    public bool Equals(LoraFile? other) => other is not null && Header.Path == other.Header.Path && _stamp == other._stamp;

    public override bool Equals(object? obj) => Equals(obj as LoraFile);

    public override int GetHashCode() => HashCode.Combine(Header.Path, _stamp);
}
