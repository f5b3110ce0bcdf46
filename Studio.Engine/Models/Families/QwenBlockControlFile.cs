using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>A ControlNet for Qwen-Image of DiffSynth's kind: canny, depth, inpainting.</summary>
internal sealed class QwenBlockControlFile : IFamily
{
    private const string Mark = "controlnet_blocks.0.y_rms.weight";
    private const int Square = QwenImageTransformer.Side * QwenImageTransformer.Side;

    public string Name => "DiffSynth ControlNet for Qwen-Image";

    public string Kind => ZImageControlFile.KindName;

    public bool Matches(TensorNames tensors) => tensors.HasAny(Mark);

    public ModelFamily Read(TensorNames tensors)
    {
        var (width, inputs) = (tensors.Size("img_in.weight", 0), tensors.Size("img_in.weight", 1));
        var channels = LatentFormats.Wan.Channels;
        if (inputs != Square * channels && inputs != Square * (channels + 1))
            throw new EngineException(EngineError.Unsupported,
                $"'{Path.GetFileName(tensors.Header.Path)}' is a {Name} whose hints have {inputs} numbers in a square; those of {Square * channels}, and of {Square * (channels + 1)} with a mask, are supported. Use another one.");
        return new ModelFamily(Name)
        {
            Latent = LatentFormats.Wan,
            Networks = [new QwenBlockControl(channels, inputs / Square, width, tensors.Count("controlnet_blocks.", ".y_rms.weight"))],
        };
    }
}
