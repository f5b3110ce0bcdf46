using System.Collections.Frozen;
using System.Globalization;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// What a LoRA does to a model: which of its modules belong to the denoiser, which to a text encoder, and which to none.
/// </summary>
/// <param name="Targets">By network: weight to module.</param>
/// <param name="Misfits">What does not fit the layer that it is for, which stays as it is; each with the reason.</param>
internal sealed record LoraMatch(
    LoraFile File, IReadOnlyDictionary<NetworkRole, FrozenDictionary<string, LoraPiece[]>> Targets, IReadOnlyList<string> Ignored,
    IReadOnlyList<string> Misfits)
{
    private const int NamesInMessages = 3;

    /// <summary>How many of the file's modules change something.</summary>
    public int Applied => Targets.Values.SelectMany(targets => targets.Values).SelectMany(pieces => pieces)
        .Select(piece => piece.Module).Distinct().Count();

    /// <summary>Finds every module's layer.</summary>
    /// <param name="model">Whose denoiser is patched.</param>
    /// <param name="encoders">Text encoders that are patched too; null: none is, and what is for them has no effect.</param>
    /// <exception cref="EngineException">BadPrompt: it was made for another family of models. BadFile: half of a pair is missing.
    /// Unsupported: the model's weights are inside an ONNX file.</exception>
    public static LoraMatch Of(LoraFile file, NetworkRecipe model, IReadOnlyList<NetworkRecipe>? encoders)
    {
        var misfits = new List<string>();
        var sides = Sides(file, model, encoders ?? [], misfits);
        var ignored = new List<string>();
        foreach (var module in file.Modules)
        {
            if (module.Unsupported is { } why)
                ignored.Add($"{module.Name} ({why})");
            else if (!module.HasWeight && !module.HasBias)
                ignored.Add(
                    $"{module.Name} (nothing but {string.Join(", ", module.Tensors.Select(tensor => tensor.Name[module.Name.Length..].TrimStart('.')))})");
            // whoever patches the denoiser alone wants the rest of the file to have no effect
            else if (!sides.Exists(side => side.Side.Takes(module)) && (encoders is not null || !IsText(module.Name)))
                ignored.Add(module.Name);
        }
        RequireFamily(file, model, sides[0].Side);
        if (sides.TrueForAll(side => side.Side.IsEmpty) && (encoders is not null || !HasTextOnly(file)))
            throw misfits.Count > 0 ? NothingFits(file, model.Source, misfits) : NothingFound(file, model.Source, ignored);
        var targets = sides.ToDictionary(side => side.Role, side => side.Side.Found);
        return new LoraMatch(file, targets, ignored, misfits);
    }

    /// <summary>The family that a file looks made for, where a model is of another; else null.</summary>
    public static LoraOrigin? OtherFamily(LoraFile file, NetworkRecipe model) =>
        model.Source.Families.OriginOf(new LoraLayers(file.Modules)) is { } origin && !origin.Takes((DenoiserNetwork)model.Network)
            ? origin
            : null;

    /// <summary>A patch of a network with the file's differences times a strength; null when there is nothing for it.</summary>
    public LoraPatch? PatchOf(NetworkRole role, float strength) =>
        strength != 0 && Targets.TryGetValue(role, out var targets) && targets.Count > 0 ? new LoraPatch(File, strength, targets) : null;

    /// <summary>What to say of the modules that nothing was found for, and of those that do not fit; null when there are none.</summary>
    public string? Warning()
    {
        var strangers = Ignored.Count + File.Strangers.Count;
        var left = strangers == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{strangers} of the names in the LoRA '{File.Name}' are not in this model and were left out: {List([.. Ignored, .. File.Strangers])}.");
        var unfit = Misfits.Count == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{Misfits.Count} of the layers in the LoRA '{File.Name}' do not fit this model and were left as they are: {List(Misfits)}.");
        var turned = Targets.Values.SelectMany(network => network.Values).SelectMany(pieces => pieces)
            .Count(piece => piece.Module.IsInputRotation);
        var guessed = turned == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{turned} of the layers in the LoRA '{File.Name}' are OFT of PEFT, whose settings are not in the file: they are applied as PEFT does by default (use_cayley_neumann, 5 terms). If the pictures are wrong, it was trained with others.");
        string?[] all = [left, unfit, guessed];
        return all.All(text => text is null) ? null : string.Join(' ', all.Where(text => text is not null));
    }

    private static List<(NetworkRole Role, LoraSide Side)> Sides(LoraFile file, NetworkRecipe model, IReadOnlyList<NetworkRecipe> encoders,
        List<string> misfits)
    {
        (NetworkRole, LoraSide) Side(NetworkRecipe recipe, int place)
        {
            var targets = LoraTargets.Of(recipe.Network, [.. recipe.Weights().Keys], place);
            return (recipe.Network.Role, new LoraSide(targets, recipe, file, misfits));
        }
        return [Side(model, 0), .. encoders.Select(Side)];
    }

    /// <exception cref="EngineException">BadPrompt: it was made for another family.</exception>
    private static void RequireFamily(LoraFile file, NetworkRecipe model, LoraSide denoiser)
    {
        if (OtherFamily(file, model) is not { } origin || (!denoiser.IsEmpty && origin.Evidence is not LoraEvidence.Layers))
            return;
        var (name, family) = (model.Source.Name, model.Source.Family.Name);
        throw new EngineException(EngineError.BadPrompt,
            $"The LoRA '{file.Name}' looks made for {origin.Title}, and '{name}' is {family}. Use a LoRA that was made for {family}, or a model that this one was made for.");
    }

    private static bool HasTextOnly(LoraFile file) => file.Modules.All(module => IsText(module.Name));

    private static bool IsText(string name) =>
        name.StartsWith("lora_te", StringComparison.Ordinal) || name.StartsWith("text_encoder", StringComparison.Ordinal)
            || name.Contains("text_model", StringComparison.Ordinal)
            || name.Contains("resblocks", StringComparison.Ordinal);

    private static EngineException NothingFound(LoraFile file, ModelSource model, List<string> ignored) => new(
        EngineError.BadPrompt,
        $"The LoRA '{file.Name}' has nothing for '{model.Name}' ({model.Family.Name}): none of its {file.Modules.Count} layers can be applied ({List(ignored)}). Use a LoRA for the same family.");

    private static EngineException NothingFits(LoraFile file, ModelSource model, List<string> misfits) => new(
        EngineError.BadPrompt,
        $"The LoRA '{file.Name}' does not fit '{model.Name}' ({model.Family.Name}): {List(misfits)}. Use a LoRA for the same family.");

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesInMessages)) + (names.Count > NamesInMessages ? ", ..." : "");
}
