using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Rgthree;

public sealed record SdxlEmptyLatentImageOutputs(Latent Latent, [Output("CLIP_WIDTH")] long ClipWidth,
    [Output("CLIP_HEIGHT")] long ClipHeight);

[Node("SDXL Empty Latent Image (rgthree)", Pack = RgthreePack.Name, DisplayName = "SDXL Empty Latent Image (rgthree)",
    Category = "rgthree", Description = "An empty latent in one of the sizes that SDXL was trained on.")]
public sealed class SdxlEmptyLatentImage : INode<SdxlEmptyLatentImageOutputs>
{
    [Input(Choices = ["1536 x 640   (landscape)", "1344 x 768   (landscape)", "1216 x 832   (landscape)", "1152 x 896   (landscape)",
            "1024 x 1024  (square)", " 896 x 1152  (portrait)", " 832 x 1216  (portrait)", " 768 x 1344  (portrait)",
            " 640 x 1536  (portrait)"])]
    public string Dimensions { get; init; } = "1024 x 1024  (square)";

    [Input(Min = 1, Max = 10, Step = 0.5)]
    public double ClipScale { get; init; } = 2;

    [Input(Min = 1, Max = 64)]
    public int BatchSize { get; init; } = 1;

    public SdxlEmptyLatentImageOutputs Run(NodeContext context)
    {
        var (width, height) = SizeText.Of(Dimensions);
        return new(new Latent(new Tensor(BatchSize, 4, height / 8, width / 8)), (long)(width * ClipScale), (long)(height * ClipScale));
    }
}
