using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("SaveAnimatedWEBP", DisplayName = "Save Animated WEBP", Category = "image", IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    SchemaStyle = true, PythonModule = "comfy_extras.nodes_images",
    Description = "Writes a batch of pictures as one animation, with the prompt inside.")]
public sealed class SaveAnimatedWebp(PictureWriter pictures) : INode<ShownImages>
{
    [Input]
    public required Image Images { get; init; }

    [Input]
    public string FilenamePrefix { get; init; } = "ComfyUI";

    [Input(Min = 0.01, Max = 1000, Step = 0.01)]
    public double Fps { get; init; } = 6;

    [Input]
    public bool Lossless { get; init; } = true;

    [Input(Min = 0, Max = 100)]
    public int Quality { get; init; } = 80;

    [Input(Choices = ["default", "fastest", "slowest"])]
    public string Method { get; init; } = "default";

    public ShownImages Run(NodeContext context)
    {
        var effort = Method switch { "fastest" => 0, "slowest" => 6, _ => 4 };
        return new(Images, pictures.SaveAnimation(Images, FilenamePrefix, new WebpAnimation(Fps, Lossless, Quality, effort), context.Run));
    }
}
