using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models;

/// <summary>
/// A ControlNet, control-LoRA or T2I-Adapter: the value on CONTROL_NET wires, a recipe that holds no weights. With a picture it becomes a
/// <see cref="ControlHint"/> of a conditioning; <see cref="LatentSampling"/> runs it.
/// </summary>
[WireType("CONTROL_NET")]
public sealed record ControlModel : Control
{
    internal ControlModel(NetworkRecipe network) => Network = network;

    /// <summary>How many types of pictures it tells apart; 0: it was trained on one.</summary>
    public int Types => (Network.Network as ControlNetwork)?.Types ?? 0;

    /// <summary>Whether it reads, beside a picture, where that is to stay.</summary>
    public bool ReadsMask => (Network.Network as ControlNetwork)?.Latents?.HasMask == true;

    /// <summary>Whether its weights make sense only with those of a model added.</summary>
    public bool NeedsModel => Network.Network is ControlNet { IsDifference: true } && Network.Changes.IsEmpty;

    /// <summary>What it is called in messages.</summary>
    public string Name => Network.Source.Name;

    /// <summary>Which type of picture a union is shown, from 0; null leaves it untold.</summary>
    internal int? Type { get; private init; }

    internal NetworkRecipe Network { get; private init; }

    /// <summary>The same, told the type of its pictures. Only unions listen.</summary>
    /// <exception cref="EngineException">BadPrompt: it is a union that does not know the type.</exception>
    public ControlModel WithType(int? type)
    {
        if (Types > 0 && type >= Types)
            throw new EngineException(EngineError.BadPrompt,
                $"'{Name}' tells {Types} types of pictures apart, and the one that is asked for is number {type + 1}. Use the ProMax version of the union ControlNet, or choose an earlier type.");
        return this with { Type = type };
    }

    /// <summary>
    /// A ControlNet that was saved as the difference from a model, with that model's weights added; others stay as they are.
    /// </summary>
    /// <exception cref="EngineException">It is for another family (BadPrompt), or the model is an ONNX folder (Unsupported).</exception>
    public ControlModel AddedTo(DiffusionModel model)
    {
        if (!NeedsModel)
            return this;
        _ = On(model);
        _ = model.Network.Weights();
        return this with { Network = Network.With(new DifferenceChange(model.Network)) };
    }

    /// <inheritdoc cref="IControlFile.On"/>
    internal NetworkRecipe On(DiffusionModel model) => ((IControlFile)Network.Network).On(Network, model.Network);
}
