using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("SaveImage", DisplayName = "Save Image", Category = "image", IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    Description = "Writes pictures to the output folder, with the prompt inside.")]
public sealed class SaveImage(PictureWriter pictures) : INode<ShownImages>
{
    [Input(Tooltip = "What to save.")]
    public required Image Images { get; init; }

    [Input(Tooltip = "How file names begin. It may name sub folders and hold %year%, %month%, %day%, %width% or %height%.")]
    public string FilenamePrefix { get; init; } = "ComfyUI";

    public ShownImages Run(NodeContext context) =>
        new(Images, pictures.Save(Images, ImageFolder.Output, FilenamePrefix, compression: 4, context.Run));
}
