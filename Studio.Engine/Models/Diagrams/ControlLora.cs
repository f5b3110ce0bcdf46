using Studio.Engine.Models.Building;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// What makes a ControlNet of the model that it leads (Stability AI's control-LoRA): the weights of its hint and of its last convolutions,
/// and for all others low-rank differences from the model's own.
/// </summary>
/// <param name="ModelChannels">Those of the UNet that it was made for, at its widest level.</param>
internal sealed record ControlLora(string Prefix, int ModelChannels, int Residuals,
    int HintChannels) : Network(NetworkRole.Control, Prefix), IControlFile
{
    public NetworkRecipe On(NetworkRecipe own, NetworkRecipe model)
    {
        if (model.Network is not UNet unet || unet.ModelChannels != ModelChannels || unet.Trunk.BlockChannels.Count != Residuals)
            throw ControlMisfit.Of(own, model);
        // an ONNX folder has no weights to lend
        _ = model.Weights();
        var change = new LowRankChange(own.Source, this);
        var lent = model with { Changes = model.Changes.With(change), Patches = GraphPatches.None };
        return new NetworkRecipe(own.Source, new ControlNet(Prefix, unet.Trunk, HintChannels))
        {
            Changes = WeightChanges.None.With(change).With(new BorrowedWeights(lent)),
        };
    }

    public override void Build(OnnxGraph g, GraphPatches patches) =>
        throw new InvalidOperationException("A control-LoRA runs with the weights of a model only.");
}
