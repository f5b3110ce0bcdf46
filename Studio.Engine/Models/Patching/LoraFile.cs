using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>A LoRA file: its modules by the names it gives the layers. Only its header is in memory.</summary>
internal sealed class LoraFile : IEquatable<LoraFile>
{
    private const string Weight = ".weight";
    private const string Scale = ".scale";
    private const string OnInput = ".on_input";
    private const string ControlInput = "img_in";
    private const string ControlNorm = "single_blocks.0.norm.key_norm.scale";

    /// <summary>How tensor names end, and what they are then; the first that fits counts. What stands before is the layer's name.</summary>
    private static readonly (string Suffix, LoraRole Role)[] Suffixes =
    [
        (".lora_mid.weight", LoraRole.Mid),
        (".lora_magnitude_vector.default.weight", LoraRole.Magnitude), (".lora_magnitude_vector.weight", LoraRole.Magnitude),
        (".lora_magnitude_vector", LoraRole.Magnitude), (".dora_scale", LoraRole.DoraScale), (".alpha", LoraRole.Alpha),
        (".hada_w1_a", LoraRole.HadaW1A), (".hada_w1_b", LoraRole.HadaW1B), (".hada_w2_a", LoraRole.HadaW2A),
        (".hada_w2_b", LoraRole.HadaW2B),
        (".hada_t1", LoraRole.HadaT1), (".hada_t2", LoraRole.HadaT2),
        (".lokr_w1_a", LoraRole.LokrW1A), (".lokr_w1_b", LoraRole.LokrW1B), (".lokr_w2_a", LoraRole.LokrW2A),
        (".lokr_w2_b", LoraRole.LokrW2B),
        (".lokr_t2", LoraRole.LokrT2), (".lokr_w1", LoraRole.LokrW1), (".lokr_w2", LoraRole.LokrW2),
        (".diff_b", LoraRole.DiffBias), (".b_norm", LoraRole.DiffBias), (".diff", LoraRole.Diff), (".w_norm", LoraRole.Diff),
        (".set_weight", LoraRole.Set),
        (".a1.weight", LoraRole.GloraA1), (".a2.weight", LoraRole.GloraA2), (".b1.weight", LoraRole.GloraB1),
        (".b2.weight", LoraRole.GloraB2),
        (".oft_blocks", LoraRole.OftBlocks), (".rescale", LoraRole.Rescale), (".reshape_weight", LoraRole.Reshape),
        (".oft_R.weight", LoraRole.PeftRotation), (".oft_R.default.weight", LoraRole.PeftRotation), (".oft_diag", LoraRole.Unsupported),
        (OnInput, LoraRole.OnInput),
    ];

    /// <summary>Spellings of a pair; of several in one layer the first here counts.</summary>
    private static readonly (string Up, string Down)[] Pairs =
    [
        (".lora_up.weight", ".lora_down.weight"), ("_lora.up.weight", "_lora.down.weight"), (".lora_B.weight", ".lora_A.weight"),
        (".lora.up.weight", ".lora.down.weight"), (".lora_B", ".lora_A"),
        (".lora_linear_layer.up.weight", ".lora_linear_layer.down.weight"),
        (".lora_B.default.weight", ".lora_A.default.weight"), (".up.weight", ".down.weight"),
    ];

    /// <summary>How the makers of FLUX.1 write their control LoRAs: whole norms beside the pairs, biases of the upper halves.</summary>
    private static readonly (string Suffix, LoraRole Role)[] ControlSuffixes =
        [(".lora_B.bias", LoraRole.DiffBias), (".norm.key_norm.scale", LoraRole.Set), (".norm.query_norm.scale", LoraRole.Set)];

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

    /// <param name="families">Whose names are known to whoever has another file than they think; null: the engine's own.</param>
    /// <exception cref="EngineException">BadFile: not there, damaged, or no LoRA at all.</exception>
    public static LoraFile Open(string path, FamilyCatalog? families = null)
    {
        var stamp = FileStamp.Of(path);
        if (Directory.Exists(path))
            throw new EngineException(EngineError.BadFile, $"'{Path.GetFileName(path)}' is a folder; a LoRA is a .safetensors file.");
        var header = TensorFormats.Read(path);
        var (modules, strangers) = Sort(header);
        if (modules.Count == 0)
        {
            var known = ModelDetector.Describe(header, families ?? FamilyCatalog.BuiltIn);
            throw new EngineException(EngineError.BadFile, known is { Kind: not "loras" } other
                ? $"'{Path.GetFileName(path)}' is not a LoRA: it was recognised as {other.Name} and belongs into the folder '{other.Kind}'."
                : $"'{Path.GetFileName(path)}' is not a LoRA that can be used: none of its {header.Tensors.Count} tensors has a name that LoRAs for Stable Diffusion use{Origin(header, families ?? FamilyCatalog.BuiltIn)}.");
        }
        return new LoraFile(header, stamp, modules, strangers);
    }

    private static string Origin(TensorHeader header, FamilyCatalog families) =>
        families.OriginOf(new LoraLayers(header.Tensors.Keys)) is { } origin ? $"; they look made for {origin.Title}" : "";

    private static (List<LoraModule> Modules, List<string> Strangers) Sort(TensorHeader header)
    {
        var modules = new Dictionary<string, LoraModule>(StringComparer.Ordinal);
        var strangers = new List<string>();
        var isControl = header.Tensors.ContainsKey(ControlInput + ".lora_A.weight") && header.Tensors.ContainsKey(ControlNorm);
        foreach (var tensor in header.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            var pair = Array.FindIndex(Pairs, pair => Ends(tensor, pair.Up) || Ends(tensor, pair.Down));
            var (suffix, role) = pair < 0
                ? Known(header, tensor, isControl)
                : Ends(tensor, Pairs[pair].Up) ? (Pairs[pair].Up, LoraRole.Up) : (Pairs[pair].Down, LoraRole.Down);
            if (suffix is null)
            {
                strangers.Add(tensor.Name);
                continue;
            }
            var layer = tensor.Name[..^suffix.Length];
            if (!modules.TryGetValue(layer, out var module))
                modules[layer] = module = new LoraModule(layer);
            module.Add(role, tensor, pair);
        }
        foreach (var module in modules.Values)
            strangers.AddRange(module.ChooseSpelling());
        if (isControl)
            modules[ControlInput].Enlarges = true;
        return ([.. modules.Values], strangers);
    }

    private static (string? Suffix, LoraRole Role) Known(TensorHeader header, TensorEntry tensor, bool isControl)
    {
        if (isControl && ControlSuffixes.FirstOrDefault(known => Ends(tensor, known.Suffix)) is { Suffix: not null } control)
            return (control.Role is LoraRole.Set ? Scale : control.Suffix, control.Role);
        var known = Suffixes.FirstOrDefault(known => Ends(tensor, known.Suffix));
        // a whole weight is one of a LoRA's only beside what says that it scales
        var isScale = known.Suffix is null && Ends(tensor, Weight) && header.Tensors.ContainsKey(tensor.Name[..^Weight.Length] + OnInput);
        return isScale ? (Weight, LoraRole.ChannelScale) : known;
    }

    private static bool Ends(TensorEntry tensor, string suffix) => tensor.Name.EndsWith(suffix, StringComparison.Ordinal);

    /// <exception cref="EngineException">BadFile: it is not the file that was chosen any more.</exception>
    public TensorFile OpenUnchanged() => FileStamp.Of(Header.Path) == _stamp
        ? TensorFile.Open(Header)
        : throw new EngineException(EngineError.BadFile, $"'{Name}' changed or went away after it was loaded. Queue the prompt again.");

    public bool Equals(LoraFile? other) => other is not null && Header.Path == other.Header.Path && _stamp == other._stamp;

    public override bool Equals(object? obj) => Equals(obj as LoraFile);

    public override int GetHashCode() => HashCode.Combine(Header.Path, _stamp);
}
