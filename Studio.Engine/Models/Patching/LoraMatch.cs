using System.Collections.Frozen;
using System.Globalization;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>What a LoRA does to a model: which of its modules belong to the UNet, which to the text encoder, and which to neither.</summary>
internal sealed record LoraMatch(LoraFile File, FrozenDictionary<string, LoraModule> UNet, FrozenDictionary<string, LoraModule> Text, IReadOnlyList<string> Ignored)
{
    private const int NamesInMessages = 3;

    /// <summary>Finds every module's layer.</summary>
    /// <param name="model">Whose UNet; null: none is patched.</param>
    /// <param name="clip">Whose text encoder; null: none is patched.</param>
    /// <exception cref="EngineException">BadPrompt: it was made for another family of models. Unsupported: the model's weights are inside an ONNX file.</exception>
    public static LoraMatch Of(LoraFile file, ModelSource model, ModelSource? clip)
    {
        var unet = new Side(LoraTargets.OfUNet([.. model.Weights(ModelPart.UNet).Keys], model.Family.UNet!), model.Weights(ModelPart.UNet));
        var text = clip is null ? null : new Side(LoraTargets.OfText([.. clip.Weights(ModelPart.Text).Keys]), clip.Weights(ModelPart.Text));
        var ignored = new List<string>();
        foreach (var module in file.Modules)
        {
            if (module.IsUnsupported || (!module.HasWeight && !module.HasBias))
                ignored.Add($"{module.Name} (a kind of LoRA that is not supported)");
            else if (!unet.Takes(module, file, model) && !(text?.Takes(module, file, clip!) ?? false))
                ignored.Add(module.Name);
        }
        if (ignored.Count == file.Modules.Count && (text is not null || !HasTextOnly(file)))
            throw NothingFits(file, model);
        return new LoraMatch(file, unet.Found.ToFrozenDictionary(StringComparer.Ordinal), text?.Found.ToFrozenDictionary(StringComparer.Ordinal) ?? FrozenDictionary<string, LoraModule>.Empty, ignored);
    }

    /// <summary>What to say of the modules that nothing was found for; null when there are none.</summary>
    public string? Warning() => Ignored.Count == 0 && File.Strangers.Count == 0
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{Ignored.Count + File.Strangers.Count} of the names in the LoRA '{File.Name}' are not in this model and were left out: {List([.. Ignored, .. File.Strangers])}.");

    private static bool HasTextOnly(LoraFile file) => file.Modules.All(module => IsText(module.Name));

    private static bool IsText(string name) =>
        name.StartsWith("lora_te", StringComparison.Ordinal) || name.StartsWith("text_encoder", StringComparison.Ordinal) || name.Contains("text_model", StringComparison.Ordinal);

    private static EngineException NothingFits(LoraFile file, ModelSource model) => new(
        EngineError.BadPrompt,
        $"The LoRA '{file.Name}' has nothing for '{model.Name}' ({model.Family.Name}){MadeFor(file)}: none of its {file.Modules.Count} layers is in this model ({List([.. file.Modules.Select(module => module.Name)])}). Use a LoRA for the same family.");

    /// <summary>A guess from the width of the text that the file's attention layers take, or from names that only one family has.</summary>
    private static string MadeFor(LoraFile file)
    {
        bool Any(string part) => file.Modules.Any(module => module.Name.Contains(part, StringComparison.Ordinal));
        var context = file.Modules.Where(module => module.Name.EndsWith("attn2_to_k", StringComparison.Ordinal) || module.Name.EndsWith("attn2.to_k", StringComparison.Ordinal))
            .Select(module => module.WeightSize()?.Columns).FirstOrDefault();
        var family = context switch
        {
            768 => "Stable Diffusion 1.x",
            1024 => "Stable Diffusion 2",
            1280 => "the SDXL refiner",
            2048 => "SDXL",
            _ when Any("single_blocks") || Any("single_transformer_blocks") => "Flux",
            _ when Any("joint_blocks") || Any("transformer_blocks.0.attn.add_") => "Stable Diffusion 3",
            _ when Any("lora_te2") => "SDXL",
            _ => null,
        };
        return family is null ? "" : $"; it looks made for {family}";
    }

    private static string List(IReadOnlyList<string> names) => string.Join(", ", names.Take(NamesInMessages)) + (names.Count > NamesInMessages ? ", ..." : "");

    /// <summary>One network while modules are looked up.</summary>
    private sealed class Side(LoraTargets targets, IReadOnlyDictionary<string, TensorEntry> weights)
    {
        public Dictionary<string, LoraModule> Found { get; } = new(StringComparer.Ordinal);

        public bool Takes(LoraModule module, LoraFile file, ModelSource model)
        {
            var (weight, bias) = (module.HasWeight ? targets.Find(module.Name, bias: false) : null, module.HasBias ? targets.Find(module.Name, bias: true) : null);
            if (weight is not null)
            {
                RequireFit(module, module.WeightSize(), weight, file, model);
                Found[weight] = module;
            }
            if (bias is not null)
            {
                RequireFit(module, (module[LoraRole.DiffBias]!.Count(), 1), bias, file, model);
                Found[bias] = module;
            }
            return weight is not null || bias is not null;
        }

        private void RequireFit(LoraModule module, (long Rows, long Columns)? size, string name, LoraFile file, ModelSource model)
        {
            var weight = weights[name];
            var rows = weight.Shape.Count == 0 ? 1 : weight.Shape[0];
            if (size is not { } delta)
                throw TensorHeader.Bad(file.Header.Path, $"the tensors of '{module.Name}' do not fit together ({string.Join("; ", module.Tensors)})");
            var fits = delta.Rows == rows && delta.Rows * delta.Columns == weight.Count() && Magnitudes(module, delta);
            if (fits || (module.Has(LoraRole.Diff) && delta.Rows * delta.Columns == weight.Count()))
                return;
            throw new EngineException(
                EngineError.BadPrompt,
                $"The LoRA '{file.Name}' does not fit '{model.Name}' ({model.Family.Name}){MadeFor(file)}: its '{module.Name}' is for {delta.Rows} x {delta.Columns} numbers, but the model has {weight}. Use a LoRA for the same family.");
        }

        /// <summary>One magnitude per output or per input.</summary>
        private static bool Magnitudes(LoraModule module, (long Rows, long Columns) delta) => module[LoraRole.DoraScale] switch
        {
            null => true,
            { Shape.Count: > 0 } scale when scale.Shape[0] == delta.Rows => scale.Count() == delta.Rows,
            { Shape.Count: > 0 } scale when scale.Count() > 0 => delta.Columns % scale.Count() == 0,
            _ => false,
        };
    }
}
