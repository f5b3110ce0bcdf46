using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>Real-ESRGAN's compact network: realesr-general, AnimeVideo and what people trained after them.</summary>
internal sealed class CompactUpscaler : IFamily
{
    public string Name => "Real-ESRGAN compact";

    public string Kind => UpscalerFile.Kind;

    /// <summary>A convolution, and a slope for each of its channels.</summary>
    public bool Matches(TensorNames tensors) =>
        tensors.Shape("body.0.weight")?.Count == 4 && tensors.Shape("body.1.weight")?.Count == 1;

    public ModelFamily Read(TensorNames tensors)
    {
        // every second layer has slopes only; the last convolution has none behind it
        var slopes = 0;
        while (tensors.HasAny($"body.{(slopes * 2) + 1}.weight"))
            slopes++;
        var end = $"body.{slopes * 2}.weight";
        var (inputs, outputs) = (tensors.Size("body.0.weight", 1), tensors.Size(end, 0));
        UpscalerFile.RequireColours(tensors, inputs, outputs % inputs == 0 ? inputs : outputs);
        return UpscalerFile.Of(Name, tensors, new SrvggNet(tensors.Size("body.0.weight", 0), slopes - 1,
            UpscalerFile.WholeRoot(tensors, end, outputs / inputs)));
    }
}
