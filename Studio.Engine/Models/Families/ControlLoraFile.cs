using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>A control-LoRA: the part of a ControlNet that is not in the model that it leads.</summary>
internal sealed class ControlLoraFile : IFamily
{
    private const int ResidualsOfXl = 9;

    public string Name => "control-LoRA";

    public string Kind => "controlnet";

    public bool Matches(TensorNames tensors) => tensors.HasAny(ControlLayout.LoraMark);

    public ModelFamily Read(TensorNames tensors)
    {
        const string prefix = ControlLayout.LoraPrefix;
        var residuals = tensors.Count(prefix + "zero_convs.", ".0.weight");
        return new ModelFamily($"{Name} for {(residuals == ResidualsOfXl ? "SDXL" : "SD 1.x or 2.x")}")
        {
            Latent = LatentFormats.StableDiffusion,
            Networks =
            [
                new ControlLora(prefix, tensors.Size(prefix + "zero_convs.0.0.weight", 0), residuals,
                    tensors.Size(prefix + "input_hint_block.0.weight", 1)),
            ],
        };
    }
}
